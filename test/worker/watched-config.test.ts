import { inspect, isDeepStrictEqual } from 'node:util'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { watchConfig } from '../../src/worker/watched-config.ts'

interface Config {
  lr: number
  name?: string
  layers: number[]
  model: { depth: number; act: { kind: string } }
  off: null
}

function plain(): Config {
  return {
    lr: 0.1,
    name: 'a',
    layers: [1, 2],
    model: { depth: 2, act: { kind: 'relu' } },
    off: null,
  }
}

const ALL = ['lr', 'name', 'layers', 'model', 'off']

function watched(given: unknown = plain()): { config: Config; unread: () => string[] } {
  return watchConfig(given) as { config: Config; unread: () => string[] }
}

describe('what counts as use of a config', () => {
  const rest = ['name', 'layers', 'model', 'off']
  const deep = ['model/depth', 'model/act']

  it.each<[string, (config: Config) => unknown, string[]]>([
    ['nothing', () => undefined, ALL],
    ['a read', (config) => config.lr, rest],
    ['a write', (config) => (config.lr = 1), rest],
    ['destructuring', ({ lr }) => lr, rest],
    ['an array', (config) => config.layers, ['lr', 'name', 'model', 'off']],
    ['a nested object', (config) => config.model, ['lr', 'name', 'layers', 'off', ...deep]],
    [
      'a nested read',
      (config) => config.model.act.kind,
      ['lr', 'name', 'layers', 'off', 'model/depth'],
    ],
    ['a read that is not there', (config) => (config as { rate?: number }).rate, ALL],
    ['spreading', (config) => ({ ...config }), deep],
    ['the rest of a pattern', ({ lr, ...others }) => [lr, others], deep],
    ['entries', (config) => Object.entries(config), deep],
    ['values', (config) => Object.values(config), deep],
    ['assign', (config) => Object.assign({}, config), deep],
    ['a loop', (config) => Object.keys(config).map((key) => config[key as keyof Config]), deep],
    ['JSON', (config) => JSON.stringify(config), []],
    ['a clone', (config) => structuredClone(config), []],
    ['a read through another object', (config) => (Object.create(config) as Config).lr, rest],
    ['its keys', (config) => Object.keys(config), ALL],
    ['in', (config) => 'lr' in config, ALL],
    ['hasOwn', (config) => Object.hasOwn(config, 'lr'), ALL],
    ['printing', (config) => inspect(config), ALL],
    ['freezing', (config) => Object.freeze(config), ALL],
  ])('%s', (_, use, unread) => {
    const found = watched()
    use(found.config)
    expect(found.unread().toSorted()).toEqual(unread.toSorted())
  })

  it.each([3, null, undefined, 'x', [1], new Date(0)])('is not looked for in %s', (config) => {
    const found = watchConfig(config)
    expect(found.config).toBe(config)
    expect(found.unread()).toEqual([])
  })
})

describe('a config that is watched', () => {
  it('keeps the given one as it is, whatever is done to it', () => {
    const given = { ...plain(), blocks: [{ sizes: [1] }] }
    const { config } = watchConfig(given) as { config: typeof given }
    config.layers.push(3)
    config.model.depth = 9
    config.model.act.kind = 'tanh'
    config.blocks[0]?.sizes.push(2)
    delete config.name
    expect(given).toEqual({ ...plain(), blocks: [{ sizes: [1] }] })
    expect(config).toMatchObject({ layers: [1, 2, 3], blocks: [{ sizes: [1, 2] }] })
  })

  it('is equal to the config, by whatever asks', () => {
    expect(watched().config).toEqual(plain())
    expect(watched().config).toStrictEqual(plain())
    expect(isDeepStrictEqual(watched().config, plain())).toBe(true)
    expect(structuredClone(watched().config)).toStrictEqual(plain())
    expect(JSON.stringify(watched().config)).toBe(JSON.stringify(plain()))
    expect(Object.keys(watched().config)).toEqual(ALL)
    expect({ ...watched().config }).toStrictEqual(plain())
    expect(Object.getPrototypeOf(watched().config)).toBe(Object.prototype)
  })

  it('can be sent to a port, used or not', () => {
    const { port1, port2 } = new MessageChannel()
    const { config } = watched()
    expect(config.lr).toBe(0.1)
    port1.postMessage(config)
    expect(receiveMessageOnPort(port2)).toEqual({ message: plain() })
    port1.close()
  })

  it('is printed as what it holds', () => {
    const { config } = watched()
    expect(inspect(config, { depth: 9 })).toBe(inspect(plain(), { depth: 9 }))
    expect(config.model.depth).toBe(2)
    expect(inspect(config, { depth: 9 })).toBe(inspect(plain(), { depth: 9 }))
    config.lr = 5
    delete config.name
    Object.assign(config, { extra: 1 })
    const { name: _, ...others } = plain()
    expect(inspect(config, { depth: 0 })).toBe(
      inspect({ ...others, lr: 5, extra: 1 }, { depth: 0 }),
    )
  })

  it('has ordinary properties once they have been used', () => {
    const { config } = watched()
    const { model } = config
    expect(config.model).toBe(model)
    expect(Object.getOwnPropertyDescriptor(config, 'model')).toEqual({
      value: model,
      writable: true,
      enumerable: true,
      configurable: true,
    })
    model.depth = 9
    config.lr += 1
    expect(config).toEqual({ ...plain(), lr: 1.1, model: { depth: 9, act: { kind: 'relu' } } })
  })

  it('does not change what it was made from', () => {
    const given = plain()
    const { config } = watched(given)
    config.lr = 5
    config.model.depth = 9
    delete config.name
    expect(given).toEqual(plain())
  })

  it('can be frozen before and after it is used', () => {
    const { config, unread } = watched()
    const { lr } = config
    Object.freeze(config)
    expect(Object.isFrozen(config)).toBe(true)
    expect([lr, config.lr, config.name]).toEqual([0.1, 0.1, 'a'])
    expect(config.model).toBe(config.model)
    expect(config.model.act.kind).toBe('relu')
    expect(unread()).toEqual(['layers', 'off', 'model/depth'])
    expect(() => {
      config.lr = 2
    }).toThrow(TypeError)
  })

  it('can be the prototype of another object, which has properties of its own', () => {
    const { config } = watched()
    const child = Object.create(config) as Config
    child.lr = 3
    expect([child.lr, config.lr, child.name]).toEqual([3, 0.1, 'a'])
    expect(Object.keys(child)).toEqual(['lr'])
  })

  it('keeps keys of unusual names', () => {
    const given = JSON.parse('{"__proto__": 1, "constructor": 2, "a/b": 3}') as object
    const { config, unread } = watched(given)
    expect(unread()).toEqual(['__proto__', 'constructor', 'a/b'])
    expect(JSON.stringify(config)).toBe('{"__proto__":1,"constructor":2,"a/b":3}')
    expect(inspect(watched(given).config)).toBe(inspect(given))
  })
})
