import { python } from '../../executor/python/python.ts'
import { withParameters } from '../../tuner/trainable.ts'
import type { PythonOptions } from '../../executor/python/python.ts'
import type { Trainable } from '../../tuner/trainable.ts'

/** Module and function of the Python client that run a pipeline as a trial. */
const MODULE = 'attune.pipeline'
const FUNCTION = 'train'

/** A pipeline once the schema has read it. */
export interface PipelineData {
  readonly pipeline: Readonly<Record<string, unknown>>
  readonly trainer?: string
}

/** The pipeline as a trainable: its steps are handed to Python as constants, and each trial as a config. */
export function buildPipeline(
  { pipeline, trainer }: PipelineData,
  options: Pick<PythonOptions, 'cwd' | 'env' | 'python' | 'warm'>,
): Trainable<never> {
  const trainable = python({ module: MODULE }, { ...options, function: FUNCTION })
  return withParameters<never, Readonly<Record<string, unknown>>>(trainable, {
    pipeline,
    ...(trainer === undefined ? {} : { trainer }),
  })
}
