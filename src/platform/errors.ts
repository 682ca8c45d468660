/** Something a person may not or cannot do, in a sentence for that person. Shown where they are; never retried. */
export class Refusal extends Error {
  override name = 'Refusal'
  /** The input of the form that the sentence is about, where there is one. */
  readonly field: string | undefined
  /** All sentences by input, where several are wrong at once. */
  readonly errors: Record<string, string> | undefined

  constructor(message: string, field?: string, errors?: Record<string, string>) {
    super(message)
    this.field = field
    this.errors = errors ?? (field ? { [field]: message } : undefined)
  }
}
