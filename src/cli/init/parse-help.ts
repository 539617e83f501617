import { parseOption } from './parse-option.ts'
import type { Knob } from './knob.ts'

/** Colours, and the frames that some libraries draw around their help. */
const DECORATION = /\p{Cc}\[[0-9;]*m|[│┃╭╮╰╯─━┏┓┗┛]/gu

/**
 * The options and arguments of a program as its `--help` tells them: as argparse, click, typer,
 * jsonargparse and most others write it. What cannot be read is passed over.
 */
export function parseHelp(text: string): readonly Knob[] {
  const lines = text.replaceAll(DECORATION, ' ').replaceAll('\t', '        ').split(/\r?\n/)
  const usage = usageOf(lines)
  const required = bareWords(usage)
  const knobs = optionEntries(lines).flatMap((entry) => {
    const knob = parseOption(entry)
    if (knob?.flag === undefined) return []
    const isRequired = knob.isRequired === true || required.includes(knob.flag)
    return [isRequired ? { ...knob, isRequired } : knob]
  })
  return unique([...knobs, ...positionals(lines, usage, required)])
}

/** From `usage:` to the next empty line or heading, on one line. */
function usageOf(lines: readonly string[]): string {
  const start = lines.findIndex((line) => /^\s*usage:/i.test(line))
  if (start < 0) return ''
  const rest = lines.slice(start)
  const end = rest.findIndex(
    (line, i) => i > 0 && /^\s*(?:(?:options|arguments):?\s*)?$/i.test(line),
  )
  return rest.slice(0, end < 0 ? undefined : end).join(' ')
}

/** The words of the usage that are in no brackets: what must be there. */
function bareWords(usage: string): readonly string[] {
  let bare = usage
  for (let shorter = ''; shorter !== bare;) {
    shorter = bare
    bare = bare.replaceAll(/\[[^[\]]*\]|\([^()]*\)/g, ' ')
  }
  return bare.split(/\s+/)
}

/** Each option with the lines of its description. */
function optionEntries(lines: readonly string[]): readonly string[] {
  const entries: string[][] = []
  let indent = 0
  for (const line of lines) {
    const begins = /^(\s+(?:\*\s*)?)-{1,2}\p{L}/u.exec(line)
    const depth = line.length - line.trimStart().length
    if (begins && (entries.length === 0 || depth <= indent + 8)) {
      if (entries.at(-1)?.length !== 0) entries.push([])
      indent = depth
      entries.at(-1)?.push(line.trim())
    } else if (line.trim() !== '' && depth > indent && entries.length > 0) {
      entries.at(-1)?.push(line.trim())
    } else if (entries.at(-1)?.length !== 0) {
      entries.push([])
    }
  }
  return entries.filter((entry) => entry.length > 0).map(joinEntry)
}

/** The head stays apart from what follows it on lines of its own. */
function joinEntry([head = '', ...rest]: readonly string[]): string {
  return /\S {2,}\S/.test(head) ? [head, ...rest].join(' ') : `${head}  ${rest.join(' ')}`
}

function positionals(
  lines: readonly string[],
  usage: string,
  required: readonly string[],
): readonly Knob[] {
  const names = sectionNames(lines)
  // click names its arguments in the usage alone.
  const afterOptions = /\[OPTIONS\]\s+(.*)$/.exec(usage)?.[1]
  if (afterOptions !== undefined && names.length === 0) {
    names.push(...afterOptions.split(/\s+/).filter((word) => /^[A-Z]/.test(word)))
  }
  return names.map((shown) => {
    const choices = /^\{(.*)\}$/.exec(shown)?.[1]?.split(',')
    return {
      name: shown.replaceAll(/[^\p{L}\p{N}]+/gu, '_').toLowerCase(),
      isPositional: true,
      isRequired: required.includes(shown) || required.includes(`${shown}...`),
      ...(choices === undefined ? {} : { choices }),
    }
  })
}

/** The first words under `positional arguments:` or `Arguments`. */
function sectionNames(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => /^\s*(?:positional )?arguments:?\s*$/i.test(line))
  if (start < 0) return []
  const section = lines.slice(start + 1)
  const end = section.findIndex((line) => line.trim() === '')
  const entries = section.slice(0, end < 0 ? undefined : end)
  const depths = entries.map((line) => line.length - line.trimStart().length)
  const outer = Math.min(...depths)
  return entries.flatMap((line, i) => {
    const name = line.replace('*', ' ').trim().split(/\s/, 1)[0] ?? ''
    return depths[i] === outer && name !== '' ? [name] : []
  })
}

function unique(knobs: readonly Knob[]): readonly Knob[] {
  return [...new Map(knobs.map((knob) => [knob.name, knob])).values()]
}
