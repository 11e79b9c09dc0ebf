/** Ids of messages that came a while ago, the oldest forgotten first. */
export class RecentIds {
  readonly #ids = new Set<string>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** Whether this one is new. One without an id always is. */
  add(id: string): boolean {
    if (id === '') return true
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    if (this.#ids.size > this.#most) this.#forgetOldest()
    return true
  }

  #forgetOldest(): void {
    const { value } = this.#ids.values().next()
    if (value !== undefined) this.#ids.delete(value)
  }
}
