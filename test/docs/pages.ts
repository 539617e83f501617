import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced block of code. */
export interface Block {
  readonly language: string
  readonly code: string
  /** Line of the page on which the code begins, counted from 1. */
  readonly line: number
  /** Marked by `<!-- fragment -->` before it: shows a part of something, and does not stand alone. */
  readonly isFragment: boolean
}

/** A page that users read. */
export interface Page {
  /** From the repository's root, e.g. `docs/python.md`. */
  readonly name: string
  readonly text: string
  readonly blocks: readonly Block[]
  /** The text outside the blocks. */
  readonly prose: string
  /** The code within the prose, without its backticks. */
  readonly codeSpans: readonly string[]
}

const FENCE = /(<!-- fragment -->\n+)?^```(\w*)\n([^]*?)^```$/gm
const CODE_SPAN = /`([^`]+)`/g

function readPage(name: string): Page {
  const text = readFileSync(join(root, name), 'utf8')
  const blocks = Array.from(text.matchAll(FENCE), (match) => {
    const [whole, mark, language = '', code = ''] = match
    const start = match.index + whole.indexOf(code, whole.indexOf('```'))
    const line = text.slice(0, start).split('\n').length
    return { language, code, line, isFragment: mark !== undefined }
  })
  const prose = text.replaceAll(FENCE, '')
  const codeSpans = Array.from(prose.matchAll(CODE_SPAN), ([, code = '']) => code)
  return { name, text, blocks, prose, codeSpans }
}

/** The README and all pages of `docs/`. */
export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map(readPage)

/** The rows of the prose's tables whose head begins with `title`, as the text of their cells. */
export function tableRows({ prose }: Page, title: string): string[][] {
  const tables = prose.matchAll(/^\|.*\n\| ?:?-[-:| ]*\n((?:\|.*\n)*)/gm)
  return Array.from(tables).flatMap(([table, body = '']) =>
    cellsOf(table.split('\n')[0] ?? '')[0]?.toLowerCase() === title
      ? body.trim().split('\n').map(cellsOf)
      : [],
  )
}

function cellsOf(row: string): string[] {
  return row
    .replaceAll(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
}
