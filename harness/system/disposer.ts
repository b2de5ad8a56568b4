/**
 * Gives back in reverse order what was acquired, whatever happens; errors on the way are collected. Stands in for
 * AsyncDisposableStack, which Node 20 and 22 do not have.
 */
export class Disposer implements AsyncDisposable {
  readonly #acquired: (() => PromiseLike<void> | void)[] = [];

  use<T extends AsyncDisposable>(resource: T): T {
    this.#acquired.push(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  defer(release: () => PromiseLike<void> | void): void {
    this.#acquired.push(release);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (let release = this.#acquired.pop(); release !== undefined; release = this.#acquired.pop()) {
      try {
        await release();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'several things could not be given back');
  }
}
