/** One entry of the generated table of streams: what a client must know of a stream, as plain data. Source: specs/README.md, "Streams". */
export interface StreamEntry {
  /** Source of a regular expression that matches its names and no other's, anchored. ASCII letters of a market are lower case. */
  readonly pattern: string
  /** How often messages come while the market moves, ms. Left out where they come as things happen. */
  readonly everyMs?: number
  /** The same for names with these endings, e.g. `{ '@100ms': 100 }`. */
  readonly fasterMs?: Readonly<Record<string, number>>
  /** Member by whose value messages of one name are ordered, never falling; of a list that of its first entry. */
  readonly order: string
}
