import { numberText } from './number-text.ts'
import { toPythonJson } from './python-json.ts'

const QUOTE = 0x22
const NEWLINE = 0x0a

/**
 * A value as a field of RFC 4180. Numbers and booleans are spelled so that pandas and Python's csv
 * read them (`nan`, `inf`, `True`), nothing is empty, and arrays are JSON.
 */
export function toField(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return numberText(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'string':
      return quoted(value)
    case 'object':
      return value === null ? '' : quoted(toPythonJson(value))
    default:
      return quoted(String(value))
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** How many bytes of a file's beginning are whole records, each with its newline. */
export function completeLength(bytes: Uint8Array): number {
  if (!bytes.includes(QUOTE)) return bytes.lastIndexOf(NEWLINE) + 1
  let end = 0
  let isQuoted = false
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === QUOTE) isQuoted = !isQuoted
    else if (bytes[i] === NEWLINE && !isQuoted) end = i + 1
  }
  return end
}

/** The records of a text, without their newlines. What follows the last newline is left out. */
export function splitRecords(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  const records: string[] = []
  let open: string | undefined
  for (const line of lines) {
    const record: string = open === undefined ? line : `${open}\n${line}`
    // An odd number of quotes so far: the newline is inside a field.
    const isOpen = record.includes('"') && record.split('"').length % 2 === 0
    open = isOpen ? record : undefined
    if (!isOpen) records.push(record)
  }
  return records
}

/** The fields of one record. */
export function parseRecord(record: string): string[] {
  if (!record.includes('"')) return record.split(',')
  const fields: string[] = []
  for (let at = 0; at <= record.length;) {
    let field = ''
    if (record[at] === '"') {
      let close = record.indexOf('"', at + 1)
      while (close !== -1 && record[close + 1] === '"') close = record.indexOf('"', close + 2)
      if (close === -1) close = record.length
      field = record.slice(at + 1, close).replaceAll('""', '"')
      at = close + 1
    } else {
      const comma = record.indexOf(',', at)
      field = record.slice(at, comma === -1 ? record.length : comma)
      at += field.length
    }
    fields.push(field)
    at += 1
  }
  return fields
}
