import { ConfigurationError, show } from '../../errors.ts'
import { python } from '../../executor/python/python.ts'
import { checkNames, reject } from '../../option-checks.ts'
import { isPlainObject } from '../../space/data.ts'
import { isDomain } from '../../space/domain.ts'
import { withParameters } from '../trainable.ts'
import { takeOut } from './arguments.ts'
import type { PythonOptions } from '../../executor/python/python.ts'
import type { WrappedTrainable } from '../trainable.ts'

/** Arguments by name. Any may be a domain, at any depth, and any may describe an object. */
export type LightningArguments = Readonly<Record<string, unknown>>

/** An object by its class and the keyword arguments that it is made with. */
export interface ClassDescription {
  /** Import path, from the working directory or installed: `net.Net`. */
  readonly class_path: string
  readonly init_args?: LightningArguments
}

export interface LightningOptions extends Pick<PythonOptions, 'python' | 'warm' | 'cwd' | 'env'> {
  /** The LightningModule, which is made anew in each trial. */
  readonly module: ClassDescription
  /** Arguments of Lightning's Trainer. @defaultValue its own, without a logger and a progress bar */
  readonly trainer?: LightningArguments
  /** Arguments of `Trainer.fit()`, such as `datamodule`. @defaultValue none */
  readonly fit?: LightningArguments
  /**
   * Arguments of Lightning's ModelCheckpoint, such as `monitor`, `save_top_k` and `mode`. With them, each
   * report carries a checkpoint. @defaultValue no checkpoints
   */
  readonly checkpointing?: LightningArguments
}

/** A declared training, and what may vary in it. */
export interface Lightning {
  readonly trainable: WrappedTrainable<object>
  readonly paramSpace: Readonly<Record<string, unknown>>
}

const PARTS = ['module', 'trainer', 'fit', 'checkpointing'] as const

/**
 * A training with Lightning that is declared instead of written:
 * `lightning({ module: { class_path: 'net.Net', init_args: { lr: loguniform(1e-4, 1e-1) } } })`. What
 * may vary goes by the shortest names that tell the parameters apart: `lr`; `module/lr` and
 * `datamodule/lr` where both have one.
 * @throws {ConfigurationError} `INVALID_OPTION` or `UNKNOWN_OPTION` for what cannot be meant, and
 *   `PARAMETERS_NOT_TOLD_APART`.
 */
export function lightning(options: LightningOptions): Lightning {
  checkNames('lightning', options, [...PARTS, 'python', 'warm', 'cwd', 'env'])
  const { module, trainer = {}, fit = {}, checkpointing, ...start } = options
  checkModule(module)
  for (const [name, given] of Object.entries({ trainer, fit, checkpointing })) {
    if (given !== undefined && (isDomain(given) || !isPlainObject(given))) {
      reject('lightning', name, given, 'Give arguments by name.')
    }
  }
  for (const name of ['model', 'trainer']) {
    if (name in fit) refuse(['fit', name], 'is made from the other parts. Leave it out.')
  }
  checkContradictions(trainer, checkpointing)
  const parts = { module, trainer, fit, checkpointing: checkpointing ?? null }
  const { constants, paramSpace } = takeOut(parts)
  const script = { module: 'attune.lightning._declared' }
  return {
    trainable: withParameters<object, LightningArguments>(
      python(script, { ...start, function: 'train' }),
      constants,
    ),
    paramSpace,
  }
}

function checkModule(module: unknown): void {
  const isDescribed =
    isPlainObject(module) &&
    typeof module['class_path'] === 'string' &&
    /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+$/u.test(module['class_path'])
  if (!isDescribed) {
    reject(
      'lightning',
      'module',
      module,
      "Give the import path of its class, with the module that it is in, and its arguments: { class_path: 'net.Net', init_args: {} }.",
    )
  }
  checkNames('lightning: module', module, ['class_path', 'init_args'])
}

function checkContradictions(
  trainer: LightningArguments,
  checkpointing: LightningArguments | undefined,
): void {
  if (checkpointing === undefined) return
  if ('dirpath' in checkpointing) {
    refuse(
      ['checkpointing', 'dirpath'],
      `is ${show(checkpointing['dirpath'])}. Leave it out: each trial keeps its checkpoints in a folder of ` +
        'its own, or they would overwrite each other.',
    )
  }
  if (trainer['enable_checkpointing'] === false) {
    refuse(
      ['trainer', 'enable_checkpointing'],
      'is false, which contradicts checkpointing. Leave one out.',
    )
  }
}

function refuse(path: readonly string[], why: string): never {
  throw new ConfigurationError('INVALID_OPTION', `lightning: ${path.join('.')} ${why}`, {
    path: ['lightning', ...path],
  })
}
