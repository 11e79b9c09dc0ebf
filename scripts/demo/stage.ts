import type { Paint } from './paint.js'

/** Lines that change while one looks on. */
export interface Picture {
  show(lines: readonly string[]): void
  /** What was shown last stays. */
  end(): void
}

/** Where scenes speak. */
export interface Stage {
  readonly paint: Paint
  /** Opens a scene, and shows the call that it is about. */
  scene(title: string, code?: string): void
  /** Lines as they are. */
  say(...lines: readonly string[]): void
  /** A paragraph, broken to fit. */
  tell(text: string): void
  /** Rows below each other, every column as wide as its widest cell. */
  table(rows: readonly (readonly string[])[], rightAligned?: readonly number[]): void
  /** On a terminal it is drawn again and again in its place; elsewhere only its end is written. */
  picture(): Picture
}

/** Whether a picture can be drawn in its place: a terminal that is large enough and knows how to go up. */
export const isLive = (
  stream: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined; readonly rows?: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean => stream.isTTY === true && env['TERM'] !== 'dumb' && (stream.columns ?? 0) >= WIDTH && (stream.rows ?? 0) > TALLEST

const WIDTH = 80
const INDENT = '   '
/** Lines of the tallest picture, with some to spare. */
const TALLEST = 16

export function createStage(write: (line: string) => void, paint: Paint, live = false): Stage {
  let scenes = 0
  const say = (...lines: readonly string[]) => {
    for (const line of lines) write(line === '' ? '' : `${INDENT}${line}`)
  }
  return {
    paint,
    scene(title, code) {
      scenes += 1
      write('')
      write(paint('bold', `${scenes}. ${title}`))
      if (code !== undefined) for (const line of code.split('\n')) say(paint('cyan', line))
    },
    say,
    tell: (text) => say(...wrap(text, text.startsWith('- ') ? '  ' : '')),
    picture() {
      let shown: readonly string[] = []
      return {
        show(lines) {
          if (live)
            for (const [index, line] of lines.entries())
              write(`${index === 0 ? up(shown.length) : ''}${CLEAR}${line === '' ? '' : INDENT}${line}`)
          shown = lines
        },
        end() {
          if (!live) say(...shown)
        },
      }
    },
    table(rows, rightAligned = []) {
      const columns = rows[0]?.length ?? 0
      const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
      for (const row of rows) {
        const cells = row.map((cell, column) =>
          rightAligned.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        say(cells.join('  ').trimEnd())
      }
    },
  }
}

const up = (lines: number): string => (lines === 0 ? '' : `\u001b[${lines}A`)
const CLEAR = '\u001b[2K'

/** Breaks a text at spaces so that it fits beside the indent of a scene, `hang` before every line but the first. A long word stays whole. */
export function wrap(text: string, hang = '', width = WIDTH - INDENT.length): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = `${hang}${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
