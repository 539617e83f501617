import { statSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigurationError, show } from '../errors.ts'
import { checkNames, reject } from '../option-checks.ts'
import { foreignClass, isForeignClass } from '../worker/trainable-class.ts'
import { checkRequest } from './resources.ts'
import type { CommandTrainable } from '../executor/command/command.ts'
import type { PythonTrainable } from '../executor/python/python.ts'
import type { SimulatedTrainable } from '../simulate/curve.ts'
import type { LoadedTrainable } from '../worker/run-trainable.ts'
import type { TrainableConstructor } from '../worker/trainable-class.ts'
import type { Trial } from '../worker/trial.ts'
import type { Resources } from './resources.ts'

/** A function that is tried with one config: it reports, returns, or yields its metrics. */
export type InlineTrainable<C> = (config: C, trial: Trial) => unknown

/** An exported function or class of a module, which workers import. */
export interface ModuleTrainable {
  readonly kind: 'module'
  /** `file:` URL. */
  readonly url: string
  readonly export: string
  readonly executor: 'process' | 'thread' | undefined
}

/** A trainable with resources or constants attached. */
export interface WrappedTrainable<in C> {
  readonly kind: 'wrapped'
  readonly trainable: Trainable<C>
  readonly resources?: Resources<C>
  readonly parameters?: unknown
}

/** All that can be tuned. A string or URL is the path of a module whose default export is meant. */
export type Trainable<C> =
  | InlineTrainable<C>
  | TrainableConstructor<C>
  | string
  | URL
  | ModuleTrainable
  | PythonTrainable
  | CommandTrainable
  | SimulatedTrainable<C>
  | WrappedTrainable<C>

export interface ModuleOptions {
  /** Name of the exported function or class. @defaultValue `'default'` */
  readonly export?: string
  /** Where its trials run. @defaultValue `'process'` */
  readonly executor?: 'process' | 'thread'
}

/**
 * An exported function or class of a JavaScript or TypeScript module as a trainable. A relative path is relative
 * to the working directory; `new URL('./train.ts', import.meta.url)` is relative to your file.
 * @throws {ConfigurationError} `TRAINABLE_NOT_FOUND` when there is no such file.
 */
export function module(source: string | URL, options: ModuleOptions = {}): ModuleTrainable {
  checkNames('module', options, ['export', 'executor'])
  const { export: name = 'default', executor } = options
  if (typeof name !== 'string' || name === '') {
    reject('module', 'export', name, "Give the name of an exported function, e.g. 'train'.")
  }
  if (executor !== undefined && executor !== 'process' && executor !== 'thread') {
    reject('module', 'executor', executor, "Give 'process' or 'thread'.")
  }
  const path = moduleFile(source)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new ConfigurationError(
      'TRAINABLE_NOT_FOUND',
      `There is no file ${path}. Give the path of a module, best as new URL('./train.ts', import.meta.url).`,
    )
  }
  return Object.freeze({
    kind: 'module',
    url: pathToFileURL(path).href,
    export: name,
    executor,
  })
}

function moduleFile(source: string | URL): string {
  if (typeof source !== 'string' && !(source instanceof URL)) {
    reject('module', 'source', source, 'Give the path or the URL of a module.')
  }
  if (typeof source === 'string' && !source.startsWith('file:')) return resolve(source)
  const url = new URL(source)
  if (url.protocol === 'file:') return fileURLToPath(url)
  throw new ConfigurationError(
    'TRAINABLE_NOT_FOUND',
    `${url.href} is not a file: a trainable module must lie on this machine.`,
  )
}

/**
 * Attaches what each trial of a trainable asks for, e.g. `{ cpu: 2, gpu: 0.5 }`, or a function of its
 * config. Unless stated, a trial asks for one CPU.
 */
export function withResources<C>(
  trainable: Trainable<C>,
  resources: Resources<C>,
): WrappedTrainable<C> {
  if (typeof resources !== 'function') checkRequest(resources)
  return Object.freeze({ kind: 'wrapped', trainable, resources })
}

/**
 * Hands constants (a data set, say) to a trainable once instead of in every config. They arrive as the
 * third argument `(config, trial, parameters)`; threads share the memory of typed arrays in them, a
 * process reads them once, and a Python function gets them as keyword arguments.
 */
export function withParameters<C, const P extends Readonly<Record<string, unknown>>>(
  trainable:
    | ((config: C, trial: Trial, parameters: P) => unknown)
    | Exclude<Trainable<C>, InlineTrainable<C>>,
  parameters: P,
): WrappedTrainable<C> {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters)) {
    reject('withParameters', 'parameters', parameters, 'Give an object of constants.')
  }
  return Object.freeze({ kind: 'wrapped', trainable: trainable as Trainable<C>, parameters })
}

/** A trainable without its wrappings. */
export interface UnwrappedTrainable {
  readonly target:
    | { readonly kind: 'function'; readonly call: LoadedTrainable }
    | ModuleTrainable
    | PythonTrainable
    | CommandTrainable
    | SimulatedTrainable<never>
  /** Short and fit for a file name, e.g. `train`. */
  readonly name: string
  readonly resources: Resources | undefined
  readonly parameters: Readonly<Record<string, unknown>> | undefined
}

/** Takes the wrappings off; the outermost resources win, parameters are merged. */
export function unwrap(trainable: unknown): UnwrappedTrainable {
  if (isForeignClass(trainable)) throw foreignClass((trainable as { readonly name: string }).name)
  if (typeof trainable === 'function') {
    const call = trainable as LoadedTrainable
    return named({ kind: 'function', call }, trainable.name)
  }
  if (typeof trainable === 'string' || trainable instanceof URL) return unwrap(module(trainable))
  if (typeof trainable === 'object' && trainable !== null && 'kind' in trainable) {
    const known = trainable as Exclude<
      Trainable<never>,
      string | URL | InlineTrainable<never> | TrainableConstructor<never>
    >
    switch (known.kind) {
      case 'wrapped': {
        const inner = unwrap(known.trainable)
        const parameters = known.parameters as UnwrappedTrainable['parameters']
        return {
          ...inner,
          resources: known.resources ?? inner.resources,
          parameters: parameters ? { ...inner.parameters, ...parameters } : inner.parameters,
        }
      }
      case 'module':
        return named(
          known,
          known.export === 'default' ? stem(fileURLToPath(known.url)) : known.export,
        )
      case 'python':
        return named(known, known.function ?? stem(known.script))
      case 'command':
      case 'simulated':
        return named(known, known.name)
      default:
    }
  }
  throw new ConfigurationError(
    'INVALID_TRAINABLE',
    `The trainable is ${show(trainable)}. Give a function, a class, the path or URL of a module, ` +
      "python('train.py', …), command('…') or simulated(function* …).",
  )
}

function named(target: UnwrappedTrainable['target'], name: string): UnwrappedTrainable {
  const safe = name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 60)
  return { target, name: safe || 'trainable', resources: undefined, parameters: undefined }
}

function stem(path: string): string {
  return basename(path, extname(path))
}
