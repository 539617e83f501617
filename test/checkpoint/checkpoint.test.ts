import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Checkpoint } from '../../src/checkpoint/checkpoint.ts'
import { tempFolder } from '../support/temp-folder.ts'

const root = tempFolder()
let count = 0

function newFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(root, String(count++))
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

describe('a checkpoint', () => {
  it('is a folder, wherever the working directory goes', () => {
    const folder = newFolder({ 'model.json': '{}' })
    const checkpoint = Checkpoint.fromDirectory(relative(process.cwd(), folder))
    expect(checkpoint.path).toBe(folder)
    expect(checkpoint.asDirectory()).toBe(folder)
    expect(String(checkpoint)).toBe(`Checkpoint(${folder})`)
  })

  it('is copied to a new temporary folder', async () => {
    const checkpoint = Checkpoint.fromDirectory(newFolder({ 'a.txt': 'a', 'deep/er/b.txt': 'b' }))
    const copy = await checkpoint.toDirectory()
    expect(copy).not.toBe(checkpoint.path)
    expect(readFileSync(join(copy, 'deep/er/b.txt'), 'utf8')).toBe('b')
    rmSync(copy, { recursive: true })
    expect(existsSync(join(checkpoint.path, 'a.txt'))).toBe(true)
  })

  it('is copied over what is there, leaving other files alone', async () => {
    const checkpoint = Checkpoint.fromDirectory(newFolder({ 'a.txt': 'new' }))
    const target = newFolder({ 'a.txt': 'old', 'mine.txt': 'mine' })
    expect(await checkpoint.toDirectory(target)).toBe(target)
    expect(readFileSync(join(target, 'a.txt'), 'utf8')).toBe('new')
    expect(readFileSync(join(target, 'mine.txt'), 'utf8')).toBe('mine')
    const deep = join(newFolder(), 'not', 'yet', 'there')
    expect(await checkpoint.toDirectory(deep)).toBe(deep)
    expect(readdirSync(deep)).toEqual(['a.txt'])
  })

  it('that is missing or a file says so', async () => {
    const folder = newFolder({ 'model.pt': 'x' })
    const missing = Checkpoint.fromDirectory(join(folder, 'nothing'))
    await expect(missing.toDirectory()).rejects.toMatchObject({
      name: 'TrialError',
      code: 'CHECKPOINT_NOT_FOUND',
      message: expect.stringContaining(join(folder, 'nothing')) as string,
    })
    const file = Checkpoint.fromDirectory(join(folder, 'model.pt'))
    await expect(file.toDirectory()).rejects.toThrow('is not a folder')
  })
})

describe('a copy', () => {
  it('has the same files and folders, byte for byte', async () => {
    const name = fc.stringMatching(/^[a-zåß中]{1,8}$/)
    const content = fc.uint8Array({ maxLength: 5000 })
    const tree = fc.dictionary(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((p) => p.join('_d/')),
      content,
    )
    await fc.assert(
      fc.asyncProperty(tree, async (files) => {
        const folder = newFolder()
        for (const [path, bytes] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true })
          writeFileSync(join(folder, path), bytes)
        }
        mkdirSync(join(folder, 'empty'))
        const copy = await Checkpoint.fromDirectory(folder).toDirectory(newFolder())
        const list = (at: string): string[] =>
          (readdirSync(at, { recursive: true }) as string[]).toSorted()
        expect(list(copy)).toEqual(list(folder))
        for (const [path, bytes] of Object.entries(files)) {
          expect(new Uint8Array(readFileSync(join(copy, path)))).toEqual(bytes)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('keeps permissions and leaves sockets and pipes out', async () => {
    const folder = newFolder({ 'run.sh': '#!/bin/sh' })
    chmodSync(join(folder, 'run.sh'), 0o755)
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const copy = await Checkpoint.fromDirectory(folder).toDirectory(newFolder())
    expect(readdirSync(copy)).toEqual(['run.sh'])
    expect(statSync(join(copy, 'run.sh')).mode & 0o777).toBe(0o755)
  })

  it('stands by itself: links inside stay links, what lies outside is copied', async () => {
    const outside = newFolder({ 'weights.bin': 'www', 'shards/0': 'zero', 'shards/1': 'one' })
    symlinkSync('1', join(outside, 'shards', 'latest'))
    const folder = newFolder({ 'epoch3.pt': 'three', 'sub/x': 'x' })
    symlinkSync('epoch3.pt', join(folder, 'latest'))
    symlinkSync(join(folder, 'epoch3.pt'), join(folder, 'sub', 'absolute'))
    symlinkSync('../sub', join(folder, 'sub', 'self'))
    symlinkSync(join(outside, 'weights.bin'), join(folder, 'weights'))
    symlinkSync(relative(folder, join(outside, 'shards')), join(folder, 'shards'))
    symlinkSync('/nowhere/at/all', join(folder, 'broken'))

    const copy = await Checkpoint.fromDirectory(folder).toDirectory(newFolder())
    rmSync(folder, { recursive: true })
    rmSync(outside, { recursive: true })
    expect(readlinkSync(join(copy, 'latest'))).toBe('epoch3.pt')
    expect(readFileSync(join(copy, 'sub', 'absolute'), 'utf8')).toBe('three')
    expect(readFileSync(join(copy, 'sub', 'self', 'self', 'x'), 'utf8')).toBe('x')
    expect(lstatSync(join(copy, 'weights')).isFile()).toBe(true)
    expect(readFileSync(join(copy, 'shards', 'latest'), 'utf8')).toBe('one')
    expect(readlinkSync(join(copy, 'broken'))).toBe('/nowhere/at/all')
  })

  it('refuses a link to a folder around itself', async () => {
    const parent = newFolder({ 'checkpoint/a': 'a' })
    symlinkSync(parent, join(parent, 'checkpoint', 'up'))
    const checkpoint = Checkpoint.fromDirectory(join(parent, 'checkpoint'))
    await expect(checkpoint.toDirectory(newFolder())).rejects.toMatchObject({
      code: 'CHECKPOINT_LINK_CYCLE',
    })
  })

  it('of a folder that is itself reached through a link has its files', async () => {
    const folder = newFolder({ 'a.txt': 'a' })
    symlinkSync('a.txt', join(folder, 'b.txt'))
    const alias = join(newFolder(), 'alias')
    symlinkSync(folder, alias)
    const copy = await Checkpoint.fromDirectory(alias).toDirectory(newFolder())
    expect(readlinkSync(join(copy, 'b.txt'))).toBe('a.txt')
    expect(readFileSync(join(copy, 'a.txt'), 'utf8')).toBe('a')
  })
})
