import { existsSync } from 'node:fs'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/** A Chromium on this machine: the one that CHROMIUM names, else one where systems put it. */
export const findChromium = (): string | undefined => process.env['CHROMIUM'] ?? PLACES.find((path) => existsSync(path))
