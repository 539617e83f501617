import type { YAMLError } from 'yaml'

/** What is to be done about an error of YAML, for those that its own words do not say. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'A tab indents this line. YAML takes spaces only: replace it.',
  BLOCK_AS_IMPLICIT_KEY:
    'This is text and keys at once. Indent all keys of a block alike, give a key either a value or ' +
    'keys below it, and quote text that holds ": ".',
  MULTILINE_IMPLICIT_KEY:
    'A line without ": " follows, or one that is indented otherwise. Indent all keys of a block alike.',
  BAD_INDENT:
    'The indentation is wrong: indent all keys of a block alike, and close every [ and {.',
  MULTIPLE_DOCS: 'A second document begins here ("---"). A study file is one.',
  BAD_ALIAS: 'An alias is a * and the name of an anchor. Quote text that begins with * or &.',
}

/** An error of the YAML parser in a sentence or two. */
export function yamlAdvice(error: YAMLError, text: string): string {
  if (isRepeatedKey(error)) {
    const key = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\n]*)/.exec(text.slice(error.pos[0]))?.[0].trim()
    return `The key ${key} is here twice. Leave one out.`
  }
  if (error.message.startsWith('Plain value cannot start'))
    return `${error.message}. Quote the text.`
  if (text.slice(error.pos[0] - 1, error.pos[0] + 1) === '${') {
    return 'A reference inside { } or [ ] must be quoted: "${name}".'
  }
  if (/^BLOCK_AS_IMPLICIT_KEY$/.test(error.code)) {
    const misindented = deeperLine(text, error.pos[0])
    if (misindented !== undefined) return `This is text and keys at once. ${misindented}`
  }
  return ADVICE[error.code] ?? `This is no YAML: ${error.message}.`
}

/** Whether a key is in a map twice; what follows is all right then. */
export function isRepeatedKey({ code }: YAMLError): boolean {
  return /^DUPLICATE_KEY$/.test(code)
}

/** A line of a block: its indentation with the dashes of lists, and its key. */
const KEY_LINE = /^([ -]*)([^\s:#][^:#]*):(?:\s|$)/

/** Which key is indented more than the one above it, which has a value already. */
function deeperLine(text: string, offset: number): string | undefined {
  const lines = text.split('\n')
  const index = text.slice(0, offset).split('\n').length - 1
  const next = lines.findIndex((line, i) => i > index && /^ *[^\s#]/.test(line))
  const [, indent, key] = KEY_LINE.exec(lines[index] ?? '') ?? []
  const [, deeper, below] = KEY_LINE.exec(lines[next] ?? '') ?? []
  if (indent === undefined || deeper === undefined || deeper.length <= indent.length) {
    return undefined
  }
  return (
    `Line ${next + 1} indents ${below} by ${deeper.length} spaces, and ${key} above it by ${indent.length}: ` +
    'indent them alike.'
  )
}
