/**
 * Answers an AdmissionReview: a function from the review to the review, so that it can be tested
 * without a server.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import type { Issue } from "../../runtime/graph/spec.ts";
import { isRecord, recordIn, textIn } from "../kube/object.ts";

/** What is wrong with an object, and what of it has no effect. */
export interface Verdict {
  readonly issues: readonly Issue[];
  readonly warnings: readonly string[];
}

/** Judges a SeldonDeployment as it was sent. */
export type Judge = (object: unknown) => Verdict;

export interface AdmissionReview {
  readonly apiVersion: "admission.k8s.io/v1";
  readonly kind: "AdmissionReview";
  readonly response: AdmissionResponse;
}

export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: {
    readonly code: number;
    readonly reason: string;
    readonly message: string;
  };
  readonly warnings?: readonly string[];
}

/** What was sent is no AdmissionReview. */
export class BadReviewError extends Error {
  override readonly name = "BadReviewError";
}

// The API server cuts a warning after 256 characters, and all of them after 4096.
const MAX_WARNING = 256;
const MAX_WARNINGS = 16;
const MAX_ISSUES = 20;
const MAX_MESSAGE = 4096;

/**
 * Judges what is created and updated; everything else goes through. So does an update that leaves the
 * spec as it is, such as a label on an object that was stored while nobody answered: what is wrong
 * with it is a warning then.
 * @throws BadReviewError when `review` is no AdmissionReview of v1
 */
export function reviewAdmission(review: unknown, judge: Judge): AdmissionReview {
  const request = readRequest(review);
  const { uid, object } = request;
  if ((request.operation !== "CREATE" && request.operation !== "UPDATE") || isLeaving(object)) {
    return answer({ uid, allowed: true });
  }
  const { issues, warnings } = judge(object);
  if (issues.length === 0) return answer({ uid, allowed: true, ...warn(warnings) });
  if (request.operation === "UPDATE" && isDeepStrictEqual(specOf(object), specOf(request.oldObject))) {
    return answer({ uid, allowed: true, ...warn([...issues.map(issueText), ...warnings]) });
  }
  const status = { code: 422, reason: "Invalid", message: refusal(object, issues) };
  return answer({ uid, allowed: false, status, ...warn(warnings) });
}

interface AdmissionRequest {
  readonly uid: string;
  readonly operation: string | undefined;
  readonly object: unknown;
  readonly oldObject: unknown;
}

function readRequest(review: unknown): AdmissionRequest {
  if (textIn(review, "apiVersion") !== "admission.k8s.io/v1" || textIn(review, "kind") !== "AdmissionReview") {
    throw new BadReviewError("expected an AdmissionReview of admission.k8s.io/v1");
  }
  const request = recordIn(review, "request");
  const uid = textIn(request, "uid");
  if (uid === undefined || uid === "" || uid.length > 128) {
    throw new BadReviewError("request.uid: expected text of at most 128 characters");
  }
  return { uid, operation: textIn(request, "operation"), object: request["object"], oldObject: request["oldObject"] };
}

/** Whether it is being deleted: whoever takes a finalizer off it must not be held up. */
function isLeaving(object: unknown): boolean {
  return textIn(recordIn(object, "metadata"), "deletionTimestamp") !== undefined;
}

function specOf(object: unknown): unknown {
  return isRecord(object) ? object["spec"] : undefined;
}

function answer(response: AdmissionResponse): AdmissionReview {
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response };
}

function warn(warnings: readonly string[]): Pick<AdmissionResponse, "warnings"> {
  if (warnings.length === 0) return {};
  const shown = warnings.slice(0, MAX_WARNINGS).map((text) => cut(text, MAX_WARNING));
  const left = warnings.length - shown.length;
  return { warnings: left > 0 ? [...shown, `and ${left} more`] : shown };
}

/** In the words in which the API server refuses. */
function refusal(object: unknown, issues: readonly Issue[]): string {
  const name = (textIn(recordIn(object, "metadata"), "name") ?? "").slice(0, 253);
  const shown = issues.slice(0, MAX_ISSUES).map(issueText);
  const left = issues.length - shown.length;
  const list = left > 0 ? [...shown, `and ${left} more`] : shown;
  const text = list.length === 1 ? list[0]! : `[${list.join(", ")}]`;
  return cut(`SeldonDeployment.machinelearning.seldon.io "${name}" is invalid: ${text}`, MAX_MESSAGE);
}

function issueText({ path, message }: Issue): string {
  return path === "" ? message : `${path}: ${message}`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
