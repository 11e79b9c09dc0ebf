export interface Arrow {
  /** The imported file, by its path from the root. */
  readonly target: string
  /** Gone after compilation. */
  readonly typeOnly: boolean
  /** Imported as a user would, e.g. `tradespec/binance`, rather than by its path. */
  readonly byName: boolean
}

/** A part of the code base with one duty; which rooms it may look into is decided here and nowhere else. */
export interface Room {
  /** How messages call it. */
  readonly name: string
  readonly mayImport: (arrow: Arrow) => boolean
  /** The same, in words. */
  readonly rule: string
  /** Packages and `node:` modules it may use; undefined for all. */
  readonly packages?: RegExp
}

const NO_PACKAGE = /^$/

/** The room that a file belongs to; undefined where no rule holds. `file` is relative to the root, with slashes. */
export function roomOf(file: string): Room | undefined {
  const [top = '', second = '', third = ''] = file.split('/')
  const under = (...folders: readonly string[]) => {
    const inside = new RegExp(`^(?:${folders.join('|')})/`)
    return ({ target }: Pick<Arrow, 'target'>) => inside.test(target)
  }
  if (top === 'generated') {
    const own = under(`generated/${second}`)
    return {
      name: file.slice(0, file.indexOf('/', 'generated/'.length)),
      mayImport: (arrow) => own(arrow) || (arrow.typeOnly && arrow.target.startsWith('src/core/')),
      rule: 'generated code imports only its own folder and types of src/core',
      packages: /^(?:zod|@faker-js\/faker)(?:\/|$)/,
    }
  }
  if (top === 'scripts') {
    return {
      name: 'scripts',
      mayImport: ({ target, typeOnly, byName }) =>
        byName ? isPublicEntry(target) : target.startsWith('scripts/') || (typeOnly && target.startsWith('src/core/')),
      rule: 'scripts import only scripts, types of src/core, and public entries by name',
    }
  }
  if (top === 'examples') {
    return {
      name: 'examples',
      mayImport: ({ target, byName }) => (byName ? isPublicEntry(target) : target.startsWith('examples/')),
      rule: 'examples import only public entries, by the name a user would write',
    }
  }
  if (top !== 'src') return undefined
  if (file === 'src/index.ts') {
    return { name: 'src/index.ts', mayImport: under('src/core'), rule: 'the root entry imports only src/core', packages: NO_PACKAGE }
  }
  if (second === 'core') {
    const node = /^src\/core\/platform\/node[^/]*\.ts$/.test(file)
    return {
      name: node ? file : 'src/core',
      mayImport: under('src/core'),
      rule: 'core knows no provider, no generated code, no mocks and no CLI',
      packages: node ? /^node:|^ws$|^https?-proxy-agent$|^socks-proxy-agent$/ : /^zod(?:\/|$)|^openapi-fetch$/,
    }
  }
  if (second === 'mocks') {
    const provider = third.endsWith('.ts') ? undefined : third
    return {
      name: provider === undefined ? 'src/mocks' : `src/mocks/${provider}`,
      mayImport: (arrow) =>
        under('src/core')(arrow) ||
        isSharedMock(arrow.target) ||
        (provider !== undefined && under(`src/mocks/${provider}`, `generated/${provider}`)(arrow)),
      rule: 'mocks import core and the generated code and mocks of their own provider, not its client',
      packages: /^(?:node:|msw(?:\/|$)|ws$|zod(?:\/|$)|@faker-js\/faker(?:\/|$))/,
    }
  }
  if (second === 'cli') {
    return {
      name: 'src/cli',
      mayImport: (arrow) => under('src/cli')(arrow) || isPublicEntry(arrow.target) || isSharedMock(arrow.target),
      rule: 'the CLI stands on public entries and on what all mocks share',
    }
  }
  return {
    name: `src/${second}`,
    mayImport: under('src/core', `src/${second}`, `generated/${second}`),
    rule: 'a provider imports core, itself and its own generated code, never another provider',
    packages: /^openapi-fetch$/,
  }
}

const isPublicEntry = (target: string): boolean =>
  target === 'src/index.ts' || /^src\/(?!core\/|cli\/)(?:mocks\/)?[^/]+\/(?:index|schemas|operations)\.ts$/.test(target)

/** Beside the folders of the providers. */
const isSharedMock = (target: string): boolean => /^src\/mocks\/[^/]+\.ts$/.test(target)
