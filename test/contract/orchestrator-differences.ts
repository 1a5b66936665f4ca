/**
 * Where serving a graph differs from Seldon's orchestrator, on purpose. Each entry names the test
 * that shows it; an entry whose test is gone fails.
 */
export interface GraphDifference {
  readonly id: string;
  readonly seldon: string;
  readonly zerohop: string;
  readonly why: string;
  /** Environment variable and value that bring the old behaviour back. */
  readonly switch?: readonly [name: string, value: string];
  /** File under test/ and the words that its test's title holds. */
  readonly shown: readonly [file: string, title: string];
}

export const GRAPH_DIFFERENCES: readonly GraphDifference[] = [
  {
    id: "routing",
    seldon: "`meta.routing` is there only with SELDON_ENABLE_ROUTING_INJECTION, and the puid only in the header",
    zerohop: "`meta.routing`, `meta.puid` and `meta.requestPath` are in every answer",
    why: "Feedback without the route reaches every child and teaches bandits nothing",
    switch: ["SELDON_ENABLE_ROUTING_INJECTION", "false"],
    shown: ["graph/plan.test.ts", "always gives puid and routing"],
  },
  {
    id: "request-path",
    seldon: "The request path cannot be switched off",
    zerohop:
      "ZEROHOP_REQUEST_PATH=false leaves it out; it names the image of the manifest, else the model file or class",
    why: "It shows image names to clients",
    shown: ["graph/plan.test.ts", "leaves routing and request path out when the environment says so"],
  },
  {
    id: "built-ins",
    seldon: "SIMPLE_MODEL, SIMPLE_ROUTER and AVERAGE_COMBINER are accepted and do nothing",
    zerohop: "They do what the resource definition promises",
    why: "They were working parts of the first orchestrator",
    shown: ["units/builtin/builtin.test.ts", "is the mean of each element"],
  },
  {
    id: "bad-branch",
    seldon: "A router that names no child ends the connection or the process",
    zerohop: "500 that names the router, what it answered and what was expected",
    why: "One bad answer must not cost other requests",
    shown: ["graph/plan.test.ts", "is an error that names the router"],
  },
  {
    id: "impossible-graphs",
    seldon:
      "A router or combiner without children, a RANDOM_ABTEST without exactly two, a unit name used twice, a cycle are accepted",
    zerohop: "The manifest is refused, with every mistake and its path",
    why: "They cannot answer what they promise",
    shown: ["graph/manifest.test.ts", "lists everything that is wrong at once"],
  },
  {
    id: "error-form",
    seldon: "Errors of the orchestrator are JSON sent as text/plain, without a reason",
    zerohop: "application/json, `code` is the HTTP status, `reason` is that of the wrapper",
    why: "Clients can read them",
    shown: ["http/seldon.test.ts", "answers a failing unit with 500, its name and no stack"],
  },
  {
    id: "refusals",
    seldon: "A unit that cannot be reached or is late is 500; there is no limit on bodies and requests",
    zerohop:
      "503 when unreachable or beyond the request limit (with Retry-After), 504 when late, 413 and 431 for sizes",
    why: "Gateways and clients treat them differently",
    shown: ["http/seldon.test.ts", "refuses requests beyond the limit with 503 and Retry-After"],
  },
  {
    id: "cancellation",
    seldon: "All units run to their end, also when one failed or the client has gone",
    zerohop: "Units that wait are told to stop, and no further one is called",
    why: "Nobody waits for the answer",
    shown: ["http/seldon.test.ts", "tells a remote unit when the client goes away"],
  },
  {
    id: "html-escaping",
    seldon: "`<`, `>` and `&` are escaped in answers",
    zerohop: "Answers leave as they are",
    why: "Escaping corrupts what is not JSON, and JSON does not need it",
    shown: ["http/seldon.test.ts", "leaves markup in text as it is"],
  },
  {
    id: "feedback-canary",
    seldon: "The ingress sends a feedback to any predictor by traffic",
    zerohop: "It goes to the predictor that answered; when that cannot be told, 400 says what the feedback lacks",
    why: "A reward for another predictor teaches the wrong thing",
    shown: ["deployment/data-plane.test.ts", "rewards the predictor that answered"],
  },
  {
    id: "feedback-by-puid",
    seldon: "A feedback without `meta.routing` goes to every child, whatever its puid",
    zerohop:
      "The way of an answer is remembered by its puid, which is all that a feedback needs to say; a learning router whose way is not known answers 400, and nobody is taught anything",
    why: "Clients of other protocols have the puid only, and a reward for every child teaches bandits nothing",
    shown: ["deployment/rewards.test.ts", "reaches the child that was taken, by the puid of the answer"],
  },
  {
    id: "feedback-unknown-router",
    seldon:
      "Names in `meta.routing` that no unit of the graph has are passed over, and a router that is not named gives the reward to all children",
    zerohop: "400 that says which routers there are when one of them is left out; otherwise they are passed over, too",
    why: "A misspelt router would send the reward to every child",
    shown: [
      "deployment/rewards.test.ts",
      "is refused when it names a unit that there is not: nobody is taught anything",
    ],
  },
  {
    id: "stray-errors",
    seldon: "An error outside of any request ends the unit's container",
    zerohop: "It is logged, and the process serves on",
    why: "All units share the process",
    shown: ["cli/commands.test.ts", "goes on serving when a component throws where nobody waits"],
  },
  {
    id: "feedback-echo",
    seldon: "Feedback to a graph whose root does not learn answers the feedback itself",
    zerohop: "It answers an empty array with meta",
    why: "The answer to a feedback is a message",
    shown: ["graph/feedback.test.ts", "answers an empty array when the root does not learn"],
  },
  {
    id: "head",
    seldon: "HEAD is 405",
    zerohop: "HEAD answers as GET without a body",
    why: "HTTP says so",
    shown: ["http/seldon.test.ts", "answers HEAD like GET without a body"],
  },
];
