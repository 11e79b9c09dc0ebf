/** What a user of a mock puts in place of an answer: the answer, a Response, or a function of the call (undefined: the mock's own answer). */
export type Override<Call, Result> =
  | Result
  | Response
  | ((call: Call) => Result | Response | undefined | Promise<Result | Response | undefined>)

/** What stands in for the answer to this call; undefined for nothing. */
export async function overridden<Call>(override: unknown, call: Call): Promise<unknown> {
  const result = typeof override === 'function' ? await (override as (call: Call) => unknown)(call) : override
  // A Response can be read once only; every call gets a fresh copy, also when a function hands out the same one again.
  return result instanceof Response ? result.clone() : result
}
