import { z } from 'zod'
import { study } from './schema/study.ts'

/**
 * The JSON Schema (draft 2020-12) of study files, with which editors complete and check them. It knows
 * Attune's own spelling of each key; {@link readStudyFile} understands others as well.
 */
export function studyFileSchema(): Readonly<Record<string, unknown>> {
  const { $schema, $defs, ...schema } = z.toJSONSchema(study, {
    target: 'draft-2020-12',
    // What comes out is what is meant; what goes in may be spelled in many ways.
    io: 'output',
    override: ({ jsonSchema }) => {
      // Whole numbers are those that doubles hold, which goes without saying.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      delete jsonSchema.id
    },
  })
  const tried = ['trainable', 'lightning']
  return {
    $schema,
    title: 'Attune study file',
    ...schema,
    // One of these, and only one.
    anyOf: tried.map((key) => ({ required: [key] })),
    not: { required: tried },
    $defs,
  }
}
