const DAY_MS = 86_400_000

export interface PagedList<Entry> {
  /** The most entries that one answer holds. */
  readonly limit: number
  /** Entries between two times, both inclusive, epoch ms, at most 24 hours apart. */
  readonly between: (startTime: number, endTime: number) => Promise<readonly Entry[]>
  /** Entries from an id on, inclusive, oldest first. */
  readonly onwards: (id: bigint) => Promise<readonly Entry[]>
  readonly idOf: (entry: Entry) => bigint
  /** Epoch ms. */
  readonly timeOf: (entry: Entry) => number
}

/**
 * All entries between two times (and perhaps newer ones), oldest id first. Ids must grow with time.
 * Where an answer is full, both sides of it are asked for: which end of the stretch the service keeps is not documented.
 */
export async function readSpan<Entry>(fromMs: number, toMs: number, list: PagedList<Entry>): Promise<readonly Entry[]> {
  const found = new Map<bigint, Entry>()
  const add = (page: readonly Entry[]): void => {
    for (const entry of page) found.set(list.idOf(entry), entry)
  }
  for (let start = fromMs; start <= toMs; start += DAY_MS + 1) {
    const page = await list.between(start, Math.min(start + DAY_MS, toMs))
    add(page)
    if (page.length < list.limit) continue
    await readOlder(start, page, list, add)
    // From the newest id on without an end: no later stretch is left to ask for.
    add(await readOnwards(afterNewest(page, list), list))
    break
  }
  return sorted([...found.values()], list)
}

/** All entries from an id on, oldest first. */
export async function readOnwards<Entry>(
  from: bigint,
  list: Pick<PagedList<Entry>, 'limit' | 'onwards' | 'idOf'>,
): Promise<readonly Entry[]> {
  const found: Entry[] = []
  for (let next = from; ; ) {
    const page = await list.onwards(next)
    found.push(...page)
    if (page.length < list.limit) return sorted(found, list)
    const following = afterNewest(page, list)
    // A service that ignores the id would answer with the same page for ever.
    if (following <= next) return sorted(found, list)
    next = following
  }
}

async function readOlder<Entry>(
  start: number,
  first: readonly Entry[],
  list: PagedList<Entry>,
  add: (page: readonly Entry[]) => void,
): Promise<void> {
  let oldest = sorted(first, list)[0]
  let end = oldest === undefined ? start - 1 : list.timeOf(oldest)
  while (oldest !== undefined && end >= start) {
    const page = await list.between(start, end)
    add(page)
    const older = sorted(page, list)[0]
    if (older === undefined || page.length < list.limit) return
    // Others may share the millisecond of the oldest one; where they fill an answer by themselves it is passed over.
    end = list.idOf(older) < list.idOf(oldest) ? list.timeOf(older) : end - 1
    oldest = older
  }
}

export const sorted = <Entry>(entries: readonly Entry[], { idOf }: Pick<PagedList<Entry>, 'idOf'>): readonly Entry[] =>
  [...entries].sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1))

function afterNewest<Entry>(page: readonly Entry[], list: Pick<PagedList<Entry>, 'idOf'>): bigint {
  const newest = sorted(page, list).at(-1)
  return newest === undefined ? 0n : list.idOf(newest) + 1n
}
