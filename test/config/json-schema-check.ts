/** As much of JSON Schema as is used. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly not?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly minLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly description?: string
  readonly default?: unknown
}

/** The words of JSON Schema that {@link isValid} knows, or that say nothing about what is valid. */
export const KNOWN_WORDS: ReadonlySet<string> = new Set([
  '$ref',
  '$defs',
  '$schema',
  'title',
  'type',
  'enum',
  'const',
  'anyOf',
  'not',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'minItems',
  'minLength',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'description',
  'default',
])

/** Whether data is what a schema allows. */
export function isValid(schema: JsonSchema, data: unknown, root: JsonSchema = schema): boolean {
  const { $ref, anyOf, not, type } = schema
  const fits = (inner: JsonSchema, value: unknown): boolean => isValid(inner, value, root)
  if ($ref !== undefined && !fits(resolve($ref, root), data)) return false
  if (anyOf && !anyOf.some((inner) => fits(inner, data))) return false
  if (not && fits(not, data)) return false
  if (schema.enum && !schema.enum.includes(data)) return false
  if ('const' in schema && schema.const !== data) return false
  if (type !== undefined && ![type].flat().some((name) => isOfType(name, data))) return false
  if (typeof data === 'number') return isInRange(schema, data)
  if (typeof data === 'string') {
    if (data.length < (schema.minLength ?? 0)) return false
    return schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(data)
  }
  if (Array.isArray(data)) {
    if (data.length < (schema.minItems ?? 0)) return false
    return schema.items === undefined || data.every((item) => fits(schema.items ?? {}, item))
  }
  if (typeof data !== 'object' || data === null) return true
  const { properties = {}, required = [], additionalProperties: others = true } = schema
  if (!required.every((key) => Object.hasOwn(data, key))) return false
  return Object.entries(data).every(([key, value]) => {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (own) return fits(own, value)
    return typeof others === 'boolean' ? others : fits(others, value)
  })
}

export function resolve(ref: string, root: JsonSchema): JsonSchema {
  const found = root.$defs?.[ref.replace('#/$defs/', '')]
  if (found === undefined) throw new Error(`There is no ${ref}.`)
  return found
}

function isOfType(name: string, data: unknown): boolean {
  if (name === 'integer') return Number.isInteger(data)
  if (name === 'null') return data === null
  if (name === 'array') return Array.isArray(data)
  if (name === 'object') return typeof data === 'object' && data !== null && !Array.isArray(data)
  return typeof data === name
}

function isInRange(schema: JsonSchema, data: number): boolean {
  const { minimum = -Infinity, maximum = Infinity } = schema
  const { exclusiveMinimum: above = -Infinity, exclusiveMaximum: below = Infinity } = schema
  return data >= minimum && data <= maximum && data > above && data < below
}
