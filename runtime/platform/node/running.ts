/** Requests that are being answered, over every port and protocol of a server. @module */

export class Running {
  #count = 0;
  #onIdle: (() => void) | undefined = undefined;

  enter(): void {
    this.#count++;
  }

  leave(): void {
    this.#count--;
    if (this.#count === 0) this.#onIdle?.();
  }

  /** Settles when there are none, or after `patienceMs`. */
  async idle(patienceMs: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
