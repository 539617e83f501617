import type { Knob, KnobKind, KnobValue } from './knob.ts'
import type { PythonOption } from './python-source.ts'

const KINDS: Readonly<Record<string, KnobKind>> = {
  int: 'int',
  float: 'float',
  str: 'text',
  Path: 'path',
  FileType: 'path',
}

/**
 * What a help text says, completed by what the script itself says of the same option: most help texts
 * leave out defaults, and none has types.
 */
export function mergeKnobs(
  knobs: readonly Knob[],
  options: readonly PythonOption[],
): readonly Knob[] {
  return knobs.map((knob) => {
    const option = options.find(({ flags }) => knob.flag !== undefined && flags.includes(knob.flag))
    if (option === undefined || knob.toggle !== undefined) return knob
    const kind = kindOf(option) ?? knob.kind
    const value = knob.default ?? valueOf(option.default)
    return {
      ...knob,
      ...(kind === undefined ? {} : { kind }),
      ...(value === undefined ? {} : { default: value }),
    }
  })
}

function kindOf({ type, default: value, list }: PythonOption): KnobKind | undefined {
  if (list === true || Array.isArray(value)) return 'other'
  // argparse's type=bool takes every text that is not empty for true.
  if (type === 'bool') return 'other'
  if (type !== undefined && Object.hasOwn(KINDS, type)) return KINDS[type]
  return undefined
}

/** A default that a knob can have. */
export function valueOf(value: unknown): KnobValue | undefined {
  const isPlain = value === null || ['number', 'string', 'boolean'].includes(typeof value)
  return isPlain ? (value as KnobValue) : undefined
}
