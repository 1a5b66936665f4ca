/** sklearn.feature_extraction.text: CountVectorizer and TfidfVectorizer, and the weights alone. @module */
import type { Analyzer, Value } from "../../../ir/ops.ts";
import type { Field } from "../../../readers/pickle/fields.ts";
import { readSparse } from "../../../readers/numpy/sparse.ts";
import { compileAnalyzer } from "../../../text/analyzer.ts";
import { ENGLISH_STOP_WORDS } from "../../../text/english-stop-words.ts";
import { checked } from "../estimator.ts";
import type { EstimatorImporter, Importing } from "../estimator.ts";
import { Frame } from "../frame.ts";

/** Terms of one vocabulary at most. */
const MAX_TERMS = 4_000_000;

export const countVectorizer: EstimatorImporter = {
  className: "CountVectorizer",
  features: () => 1,
  transform: (model, input, importing) => Frame.ofValue(importing.builder, counts(model, input, importing)),
  detail: (model) => `${vocabularyOf(model).size} terms`,
};

export const tfidfVectorizer: EstimatorImporter = {
  className: "TfidfVectorizer",
  features: () => 1,
  transform: (model, input, importing) =>
    Frame.ofValue(importing.builder, weighted(importing, model.at("_tfidf"), counts(model, input, importing))),
  detail: (model) => `${vocabularyOf(model).size} terms`,
};

export const tfidfTransformer: EstimatorImporter = {
  className: "TfidfTransformer",
  features: (model) => model.optional("n_features_in_")?.integer() ?? idfOf(model).length,
  transform: (model, input, importing) =>
    Frame.ofValue(importing.builder, weighted(importing, model, checked(importing, model, input, false))),
};

function counts(model: Field, input: Frame, { builder }: Importing): Value {
  const [column, more] = input.columns ?? [];
  if (column === undefined || more !== undefined || column.fill !== undefined) {
    return model.refuse("one column of texts of the request", `${input.width} columns, or texts that were changed`);
  }
  const analyzer = analyzerOf(model);
  return builder.terms(column.feature, analyzer, vocabularyOf(model), model.boolean("binary"));
}

/** `vocabulary_`: every column from 0 on has one term. */
function vocabularyOf(model: Field): ReadonlyMap<string, number> {
  const field = model.at("vocabulary_");
  const vocabulary = field.indices();
  const { size } = vocabulary;
  if (size < 1 || size > MAX_TERMS) field.refuse(`1 to ${MAX_TERMS} terms`, String(size));
  const taken = new Uint8Array(size);
  for (const column of vocabulary.values()) {
    if (column < 0 || column >= size || taken[column] === 1) field.refuse(`each column of ${size} once`, "others");
    taken[column] = 1;
  }
  return vocabulary;
}

function analyzerOf(model: Field): Analyzer {
  for (const own of ["preprocessor", "tokenizer"]) {
    if (model.optional(own) !== undefined) {
      model.at(own).refuse("None (a function of your own is Python, which is never run; see token_pattern)");
    }
  }
  const source = model.optional("input")?.string() ?? "content";
  if (source !== "content") model.at("input").refuse("content: requests hold texts, no files", source);
  const unit = model.at("analyzer").value;
  if (unit !== "word" && unit !== "char" && unit !== "char_wb") {
    return model.at("analyzer").refuse("word, char or char_wb (a function of your own is Python, which is never run)");
  }
  const accents = model.optional("strip_accents")?.value;
  if (accents !== undefined && accents !== "ascii" && accents !== "unicode") {
    return model.at("strip_accents").refuse("None, ascii or unicode");
  }
  const [shortest, longest] = model.tuple(2, "ngram_range");
  const analyzer: Analyzer = {
    unit,
    lowercase: model.boolean("lowercase"),
    accents,
    pattern: unit === "word" ? model.string("token_pattern") : "",
    stopWords: unit === "word" ? stopWordsOf(model) : [],
    ngrams: [shortest!.integer(), longest!.integer()],
  };
  try {
    compileAnalyzer(analyzer);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    model.refuse("a token_pattern and ngram_range that can be compiled (see docs/models.md)", error.message);
  }
  return analyzer;
}

function stopWordsOf(model: Field): readonly string[] {
  const given = model.optional("stop_words");
  if (given === undefined) return [];
  if (given.value === "english") return ENGLISH_STOP_WORDS;
  if (typeof given.value === "string") given.refuse("english or a list of words", given.value);
  return given.list().map((word) => word.string());
}

/** Counts made less of the larger they are, weighed by how rare a term is, and brought to one length. */
function weighted({ builder }: Importing, model: Field, input: Value): Value {
  let value = model.boolean("sublinear_tf") ? builder.unary("sublinear", input) : input;
  if (model.boolean("use_idf")) {
    const idf = idfOf(model);
    if (idf.length !== builder.width(value)) model.refuse(`${builder.width(value)} weights`, String(idf.length));
    value = builder.binary("multiply", value, idf);
  }
  const norm = model.optional("norm")?.string();
  if (norm === undefined) return value;
  if (norm !== "l1" && norm !== "l2") return model.at("norm").refuse("l1, l2 or None", norm);
  return builder.add({ kind: "normalise", input: value, norm });
}

/** Until 1.4 the diagonal of a sparse matrix. */
function idfOf(model: Field): Float64Array {
  const plain = model.optional("idf_");
  if (plain !== undefined) return plain.array(undefined, { dims: 1 }).data;
  const field = model.at("_idf_diag");
  const { shape, indices, data } = readSparse(field);
  if (shape[0] !== shape[1] || data.length !== shape[0] || indices.some((column, row) => column !== row)) {
    field.refuse("a diagonal", "another matrix");
  }
  return data;
}
