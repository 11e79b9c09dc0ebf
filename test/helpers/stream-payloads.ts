/** When the payloads say that they were made, epoch ms, before what they count. */
export const BASE_MS = Date.UTC(2026, 0, 1)

/** Payloads as the service sends them, for tests that emit their own. Ids count from where the test wants. */
export const trade = (id: number, s = 'BTCUSDT') => ({
  e: 'trade',
  E: BASE_MS + id,
  s,
  t: id,
  p: '1.5',
  q: '2',
  T: BASE_MS + id,
  m: true,
  M: true,
})

export const aggTrade = (id: number, s = 'BTCUSDT') => ({
  e: 'aggTrade',
  E: BASE_MS + id,
  s,
  a: id,
  p: '1.5',
  q: '2',
  f: id,
  l: id,
  T: BASE_MS + id,
  m: true,
  M: true,
})

export const miniTicker = (time: number, s = 'BTCUSDT') => ({
  e: '24hrMiniTicker',
  E: time,
  s,
  c: '1',
  o: '1',
  h: '1',
  l: '1',
  v: '1',
  q: '1',
})
