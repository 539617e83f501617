import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const FILES = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`).concat('test_batch')

/**
 * The absolute path of a folder that holds all of CIFAR-10's "python version", itself or in
 * `cifar-10-batches-py`.
 * @throws {Error} that names the files that are missing, before anything is installed or started.
 */
export function dataFolder(given: string | undefined): string {
  if (given === undefined)
    throw new Error(
      'Say where CIFAR-10 lies with --data-dir, or use generated images with --smoke-test.',
    )
  const inner = join(given, 'cifar-10-batches-py')
  const folder = resolve(existsSync(inner) ? inner : given)
  const missing = FILES.filter((file) => !existsSync(join(folder, file)))
  if (missing.length === 0) return folder
  throw new Error(
    `CIFAR-10 is not complete in ${folder}: no ${missing.join(', ')}. Download ` +
      'https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz, unpack it, and give the folder ' +
      'that holds cifar-10-batches-py as --data-dir.',
  )
}
