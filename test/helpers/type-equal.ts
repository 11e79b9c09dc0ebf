type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only where the value has exactly this type: `expectType<string>()(value)`. Never run. */
export declare function expectType<Expected>(): <const Actual>(
  value: Actual,
  ...difference: Equal<Actual, Expected> extends true ? [] : [expected: Expected, butIs: Actual]
) => void
