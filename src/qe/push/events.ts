import type { EventByName } from '../../../generated/qe/events.js'
import type { SchemaError } from '../../core/errors/answer-errors.js'
import type { LineEvents } from '../../core/ws/line-events.js'

/** Two copies of one message share `messageId`; it is empty where the service gave none. */
interface Pushed<Type extends string, Data> {
  readonly type: Type
  readonly messageId: string
  readonly userId: string
  readonly data: Data
}

/** Names of the events of one edition, and under which name the spec has them. */
interface NamesV2 {
  readonly master_data: 'master_data'
  readonly order_data: 'order_data'
  readonly status: 'status'
  readonly error: 'error'
}

interface NamesV1 {
  readonly master_order: 'v1.master_order'
  readonly order: 'v1.order'
  readonly fill: 'v1.fill'
  readonly master_data: 'v1.master_data'
  readonly order_data: 'v1.order_data'
  readonly status: 'status'
  readonly error: 'error'
}

type EventsOf<Names extends { readonly [Type in keyof Names]: keyof EventByName }> = {
  readonly [Type in keyof Names & string]: Pushed<Type, EventByName[Names[Type]]>
}[keyof Names & string]

/**
 * An event of the second edition. `master_data`: a parent order changed; `order_data`: a child order did; both as they stand now.
 * `status` and `error`: plain text for people.
 */
export type UserStreamEventV2 = EventsOf<NamesV2>

/**
 * An event of the first edition. `master_order`, `order`, `fill`: messages with these types inside; `master_data`, `order_data`: rows of the
 * service's database. `status` and `error`: plain text for people.
 */
export type UserStreamEventV1 = EventsOf<NamesV1>

/** Events by edition. */
export interface UserStreamEventByEdition {
  readonly v1: UserStreamEventV1
  readonly v2: UserStreamEventV2
}

/** What happens to a user stream beside its events. */
export interface UserStreamSignals extends Pick<LineEvents, 'open' | 'down' | 'restored'> {
  /** Events of this stretch may be missing: the connection was gone, or the key had been renewed and the next connection did not stand yet. */
  readonly gap: LineEvents['gap']
  /** The stream runs over a new key, made ahead of the old one's end. A `gap` tells how long nobody may have listened. */
  readonly renewed: Readonly<Record<never, never>>
  /**
   * The service took the key no more although its time had not come: another process made one for the same user, as a rule, and each new one
   * ends the other's stream. A new key is made after this wait, which grows from time to time.
   */
  readonly replaced: { readonly waitMs: number }
  /** A message that is not what it should be, and was not handed out; `error.data` holds it. */
  readonly invalid: { readonly error: SchemaError }
}
