/** Answers the requests of a stream side by side, in their order. @module */

/**
 * Yields the answer to each request in the order of the requests, however long each takes. No more
 * than `limit` are worked on or wait for the client to read; the next is not read before.
 * @param answer must not reject for what is wrong with one request: a rejection ends the stream
 */
export async function* inOrder<I, O>(
  requests: AsyncIterable<I>,
  limit: number,
  answer: (request: I) => Promise<O>,
): AsyncGenerator<O> {
  const source = requests[Symbol.asyncIterator]();
  const answers: Promise<O>[] = [];
  let next: Promise<IteratorResult<I>> | undefined;
  let ended = false;
  try {
    while (true) {
      if (!ended && next === undefined && answers.length < limit) next = source.next();
      const first = answers[0];
      if (first === undefined && next === undefined) return;
      const isAnswered = first?.then(() => true);
      const isNext = next?.then(() => false);
      // Answers first, so that a client that keeps sending gets some.
      if (await Promise.race([isAnswered, isNext].filter((item) => item !== undefined))) {
        yield await answers.shift()!;
        continue;
      }
      const { done, value } = await next!;
      next = undefined;
      if (done === true) ended = true;
      else answers.push(heard(answer(value)));
    }
  } finally {
    // Nobody reads on: what is under way may still fail, or never come.
    next?.catch(() => {});
    if (!ended) source.return?.()?.catch(() => {});
  }
}

// Somebody listens to its failure, also before its turn comes.
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
