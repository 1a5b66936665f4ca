"""Train the models of the breast-cancer example and write what they must answer.

Run it in a clean environment, from any directory (made with Python 3.11):

    python3 -m venv .venv
    .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py              # rewrites models/ and data/ beside this file
    .venv/bin/python train.py --out DIR    # writes DIR/models and DIR/data instead

The data set comes inside scikit-learn, so nothing is downloaded. Every seed is
fixed and every fit runs on one thread: two runs with the versions pinned in
requirements.txt on the same machine write the same bytes. (Another processor
may round the last digits of a fit differently.)

Files written:

    models/scaler.json     StandardScaler: mean, scale, featureNames
    models/linear.json     logistic regression on the 30 scaled features
    models/linear-b.json   logistic regression on 10 of them; zero weights elsewhere
    models/forest.onnx     random forest: features float32 [N,30] ->
                           label int64 [N], probabilities float32 [N,2]
    data/heldout.json      the raw rows no model was fitted on, and their labels
    data/expected.json     what scikit-learn answers for those rows

Class 0 is malignant and class 1 is benign, as in scikit-learn, and every
probability pair is in that order.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import onnx
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

SEED = 20
TEST_SIZE = 0.3
OPSET = {"": 21, "ai.onnx.ml": 3}
SCALED_ROWS = 5


def write_json(path, value):
    """One key a line, and one row a line: small, and still readable in a diff.

    json writes a float by repr(), the shortest text that reads back as the same float64.
    """

    def one(v):
        return json.dumps(v, separators=(", ", ": "))

    lines = []
    for key, v in value.items():
        if isinstance(v, list) and v and isinstance(v[0], list):
            text = "[\n    " + ",\n    ".join(one(row) for row in v) + "\n  ]"
        else:
            text = one(v)
        lines.append(f"  {json.dumps(key)}: {text}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def linear_json(model, columns, names, class_names):
    """The weights of `model`, which was fitted on `columns` of the scaled features."""
    coef = np.zeros((1, len(names)))
    coef[0, columns] = model.coef_[0]
    return {
        "coef": coef.tolist(),
        "intercept": model.intercept_.tolist(),
        "classes": model.classes_.tolist(),
        "classNames": class_names,
    }


def forest_onnx(forest, width):
    model = to_onnx(
        forest,
        name="forest",
        initial_types=[("features", FloatTensorType([None, width]))],
        final_types=[("label", None), ("probabilities", None)],
        target_opset=OPSET,
        options={id(forest): {"zipmap": False}},
    )
    # "N" instead of an unnamed dimension, on the input and on both outputs.
    for value in [*model.graph.input, *model.graph.output]:
        value.type.tensor_type.shape.dim[0].dim_param = "N"
    model.doc_string = "Random forest over the 30 scaled features of the breast-cancer data set"
    onnx.checker.check_model(model, full_check=True)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    out = parser.parse_args().out
    models, data = out / "models", out / "data"
    models.mkdir(parents=True, exist_ok=True)
    data.mkdir(parents=True, exist_ok=True)

    bunch = load_breast_cancer()
    names = [str(n) for n in bunch.feature_names]
    class_names = [str(n) for n in bunch.target_names]
    x_train, x_test, y_train, y_test = train_test_split(
        bunch.data, bunch.target, test_size=TEST_SIZE, stratify=bunch.target, random_state=SEED
    )

    scaler = StandardScaler().fit(x_train)
    z_train, z_test = scaler.transform(x_train), scaler.transform(x_test)

    every = np.arange(len(names))
    linear = LogisticRegression(C=1.0, max_iter=1000, random_state=SEED).fit(z_train, y_train)
    best = SelectKBest(f_classif, k=10).fit(z_train, y_train).get_support(indices=True)
    linear_b = LogisticRegression(C=0.1, max_iter=1000, random_state=SEED)
    linear_b.fit(z_train[:, best], y_train)

    # ONNX tree thresholds and inputs are float32, and so are scikit-learn's inputs to a
    # tree. Rounding the scaled rows once here keeps both sides on the same numbers.
    f_train, f_test = z_train.astype(np.float32), z_test.astype(np.float32)
    forest = RandomForestClassifier(n_estimators=50, max_depth=6, random_state=SEED, n_jobs=1)
    forest.fit(f_train, y_train)

    probs = {
        "linear": linear.predict_proba(z_test),
        "linearB": linear_b.predict_proba(z_test[:, best]),
        "forest": forest.predict_proba(f_test),
    }
    probs["ensemble"] = (probs["linear"] + probs["forest"]) / 2
    accuracy = {k: float(accuracy_score(y_test, p.argmax(axis=1))) for k, p in probs.items()}

    onnx_model = forest_onnx(forest, len(names))
    blob = onnx_model.SerializeToString(deterministic=True)
    session = onnxruntime.InferenceSession(blob, providers=["CPUExecutionProvider"])
    label, got = session.run(["label", "probabilities"], {"features": f_test})
    worst = float(np.abs(got - probs["forest"]).max())
    if worst > 1e-6 or not np.array_equal(label, forest.predict(f_test)):
        raise SystemExit(f"forest.onnx disagrees with scikit-learn (by up to {worst})")

    (models / "forest.onnx").write_bytes(blob)
    write_json(
        models / "scaler.json",
        {"mean": scaler.mean_.tolist(), "scale": scaler.scale_.tolist(), "featureNames": names},
    )
    write_json(models / "linear.json", linear_json(linear, every, names, class_names))
    write_json(models / "linear-b.json", linear_json(linear_b, best, names, class_names))
    write_json(
        data / "heldout.json",
        {"featureNames": names, "rows": x_test.tolist(), "labels": y_test.tolist()},
    )
    write_json(
        data / "expected.json",
        {
            "classNames": class_names,
            "accuracy": accuracy,
            "scaled": z_test[:SCALED_ROWS].tolist(),
            **{k: p.tolist() for k, p in probs.items()},
        },
    )
    print(f"{len(y_train)} rows fitted, {len(y_test)} held out; forest.onnx {len(blob)} bytes")
    print(f"forest.onnx against scikit-learn: at most {worst:.1e} apart")
    for key, value in accuracy.items():
        print(f"accuracy {key}: {value:.4f}")


if __name__ == "__main__":
    main()
