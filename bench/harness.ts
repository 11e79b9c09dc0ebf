export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return (sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2) ?? Number.NaN
}

/** A Markdown table; the first column is text, the others are numbers or text. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  console.log([`\n${title}\n`, line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n'))
}

/** Median nanoseconds per call: batches of about 5 ms, the first ones dropped as warm-up. */
export function nanosecondsPerCall(body: () => unknown, { batches = 60 } = {}): number {
  let size = 1
  while (timeOf(body, size) < 5 && size < 1 << 22) size *= 2
  for (let i = 0; i < 20; i += 1) timeOf(body, size)
  return (median(Array.from({ length: batches }, () => timeOf(body, size))) / size) * 1e6
}

let sink: unknown

function timeOf(body: () => unknown, size: number): number {
  const start = performance.now()
  for (let i = 0; i < size; i += 1) sink = body()
  const elapsed = performance.now() - start
  // Read, so that no compiler may leave the work out.
  if (sink === timeOf) throw new Error('unreachable')
  return elapsed
}
