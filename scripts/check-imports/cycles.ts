/** Who imports whom, by path. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/** One cycle of each knot of nodes that reach each other, as a path that ends where it began. */
export function cyclesOf(graph: Graph): string[][] {
  const cycles: string[][] = []
  for (const knot of knotsOf(graph)) {
    const [start] = [...knot].sort()
    if (start !== undefined) cycles.push(shortestWayBack(graph, knot, start))
  }
  return cycles
}

/**
 * The graph among the children (files and folders) of every folder. No cycle there means that no folder and its neighbour need each other;
 * that a file beside a folder uses it, and is not used by it, is fine.
 */
export function childGraphs(graph: Graph): Map<string, Map<string, Set<string>>> {
  const byFolder = new Map<string, Map<string, Set<string>>>()
  for (const [from, targets] of graph) {
    for (const to of targets) {
      const [left, right] = [from.split('/'), to.split('/')]
      let depth = 0
      while (left[depth] === right[depth] && depth < left.length) depth += 1
      const folder = left.slice(0, depth).join('/')
      const [a, b] = [left.slice(0, depth + 1).join('/'), right.slice(0, depth + 1).join('/')]
      const children = byFolder.get(folder) ?? new Map<string, Set<string>>()
      byFolder.set(folder, children.set(a, (children.get(a) ?? new Set<string>()).add(b)))
    }
  }
  return byFolder
}

/** Tarjan's strongly connected components, those with a cycle in them. */
function knotsOf(graph: Graph): Set<string>[] {
  const knots: Set<string>[] = []
  const indexes = new Map<string, number>()
  const lows = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const visit = (node: string): number => {
    const index = indexes.size
    let low = index
    indexes.set(node, index)
    open.push(node)
    isOpen.add(node)
    for (const next of graph.get(node) ?? []) {
      if (!indexes.has(next)) low = Math.min(low, visit(next))
      else if (isOpen.has(next)) low = Math.min(low, indexes.get(next) ?? low)
    }
    lows.set(node, low)
    if (low !== index) return low
    const members = new Set(open.splice(open.indexOf(node)))
    for (const member of members) isOpen.delete(member)
    if (members.size > 1 || graph.get(node)?.has(node)) knots.push(members)
    return low
  }
  for (const node of graph.keys()) if (!indexes.has(node)) visit(node)
  return knots
}

function shortestWayBack(graph: Graph, within: ReadonlySet<string>, start: string): string[] {
  const ways: string[][] = [[start]]
  const seen = new Set<string>()
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start]
      if (!within.has(next) || seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return [start]
}
