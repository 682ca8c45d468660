import { KEEP_PART, OPEN_PART, REMOVE_PART, readPart, readPartForm, readRow } from '#blocks/blueprint.ts'
import type { Modal } from '#blocks/kit.ts'
import {
  BACK,
  KEEP_SHEET,
  OPEN_BLUEPRINT,
  OPEN_FEEDBACK,
  OPEN_KNOWN,
  OPEN_NOTES,
  OPEN_SHEET,
  OPEN_SOLD,
  OPEN_TEXT,
  OPEN_WHO,
  readSheet,
  readSheetForm,
  readSheetPress,
} from '#blocks/knowledge.ts'
import { TURN_TEXT } from '#blocks/known.ts'
import { readPage, turned } from '#blocks/pages.ts'
import {
  KEEP_FEEDBACK,
  KEEP_NOTE,
  OPEN_NOTE,
  OPEN_ONE_FEEDBACK,
  readFeedback,
  readNote,
  readPaperForm,
} from '#blocks/papers.ts'
import {
  DECIDE,
  KEEP_MATTER,
  OPEN_DECISION,
  OPEN_MATTER,
  REOPEN,
  readDecision,
  readMatter,
  readMatterForm,
} from '#blocks/sold.ts'
import type { Context, Tx } from '#platform/context.ts'
import type { Actor, Press, Slack, Submission } from '#platform/slack/listen.ts'
import * as flow from './flow.ts'

/** What our own people know of an account, and what a handoff holds: read and written in forms. */
export function listenToKnowledge(slack: Slack, ctx: Context): void {
  const inTx = <What extends Actor>(draw: (tx: Tx, what: What) => Promise<Modal>) => {
    return (what: What) => ctx.inWorkspace(what.workspaceId, (tx) => draw(tx, what))
  }
  const press = (draw: (tx: Tx, what: Press) => Promise<Modal>) => inTx(draw)
  const sent = (keep: (tx: Tx, what: Submission) => Promise<Modal>) => inTx(keep)
  slack.opens(
    OPEN_KNOWN,
    press((tx, what) => flow.openKnown(tx, what, what.value)),
  )
  slack.redraws(
    BACK,
    press((tx, what) => flow.openKnown(tx, what, what.value)),
  )
  slack.redraws(
    OPEN_SHEET,
    press((tx, what) => flow.openSheet(tx, what, readSheetPress(what))),
  )
  slack.submits(
    KEEP_SHEET,
    sent((tx, what) => {
      const form = readSheetForm(what.metadata)
      return flow.keepSheet(tx, what, form, readSheet(what.values, form.sheet))
    }),
  )
  slack.redraws(
    OPEN_WHO,
    press((tx, what) => flow.openWho(tx, what, what.value)),
  )
  slack.opens(
    OPEN_TEXT,
    press((tx, what) => flow.openText(tx, what, what.value)),
  )
  slack.redraws(
    turned(TURN_TEXT),
    press((tx, what) => {
      const { id, page } = readPage(what.value)
      return flow.openText(tx, what, id, page)
    }),
  )
  listenToBlueprint(slack, press, sent)
  listenToSelling(slack, press, sent)
  listenToPapers(slack, press, sent)
}

type Pressed = (draw: (tx: Tx, what: Press) => Promise<Modal>) => (what: Press) => Promise<Modal>
type Sent = (keep: (tx: Tx, what: Submission) => Promise<Modal>) => (what: Submission) => Promise<Modal>

function listenToBlueprint(slack: Slack, press: Pressed, sent: Sent): void {
  slack.redraws(
    OPEN_BLUEPRINT,
    press((tx, what) => flow.openBlueprint(tx, what, what.value)),
  )
  slack.redraws(
    OPEN_PART,
    press((tx, what) => flow.openPart(tx, what, readRow(what.value))),
  )
  slack.changes(
    REMOVE_PART,
    press((tx, what) => flow.dropPart(tx, what, readRow(what.value))),
  )
  slack.submits(
    KEEP_PART,
    sent((tx, what) => flow.keepPart(tx, what, readPartForm(what.metadata), readPart(what.values))),
  )
}

function listenToSelling(slack: Slack, press: Pressed, sent: Sent): void {
  slack.redraws(
    OPEN_SOLD,
    press((tx, what) => flow.openSold(tx, what, what.value)),
  )
  slack.redraws(
    OPEN_MATTER,
    press((tx, what) => flow.openMatter(tx, what, readRow(what.value))),
  )
  slack.submits(
    KEEP_MATTER,
    sent((tx, what) => flow.keepMatter(tx, what, readMatterForm(what.metadata), readMatter(what.values))),
  )
  slack.redraws(
    OPEN_DECISION,
    press((tx, what) => flow.openDecision(tx, what, readRow(what.value))),
  )
  slack.submits(
    DECIDE,
    sent((tx, what) => flow.decide(tx, what, readMatterForm(what.metadata), readDecision(what.values))),
  )
  slack.changes(
    REOPEN,
    press((tx, what) => flow.reopen(tx, what, readRow(what.value))),
  )
}

function listenToPapers(slack: Slack, press: Pressed, sent: Sent): void {
  slack.redraws(
    OPEN_NOTES,
    press((tx, what) => flow.openNotes(tx, what, what.value)),
  )
  slack.redraws(
    OPEN_NOTE,
    press((tx, what) => flow.openNote(tx, what, readRow(what.value))),
  )
  slack.submits(
    KEEP_NOTE,
    sent((tx, what) => flow.keepNote(tx, what, readPaperForm(what.metadata), readNote(what.values))),
  )
  slack.redraws(
    OPEN_FEEDBACK,
    press((tx, what) => flow.openFeedback(tx, what, what.value)),
  )
  slack.redraws(
    OPEN_ONE_FEEDBACK,
    press((tx, what) => flow.openOneFeedback(tx, what, readRow(what.value))),
  )
  slack.submits(
    KEEP_FEEDBACK,
    sent((tx, what) => flow.keepFeedback(tx, what, readPaperForm(what.metadata), readFeedback(what.values))),
  )
}
