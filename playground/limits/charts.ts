import type { Json } from '../state.ts'
import { checkKeys, checkList, checkOneOf, checkString, isObject, type Report, say } from './report.ts'

const NAME_MAX = 20
const SERIES_MAX = 12
const POINTS_MAX = 20
const SEGMENTS_MAX = 12

/** A native chart: pie, or bar, area and line over shared categories with a value for every point. */
export function checkChart(report: Report, pointer: string, block: Json): void {
  checkKeys(report, pointer, block, ['type', 'block_id', 'title', 'chart'])
  checkString(report, `${pointer}/title`, block['title'], { min: 1, max: 50 })
  const { chart } = block
  if (!isObject(chart)) return say(report, `${pointer}/chart`, 'missing required field')
  checkOneOf(report, `${pointer}/chart/type`, chart['type'] ?? null, ['pie', 'bar', 'area', 'line'])
  if (chart['type'] === 'pie') checkPie(report, `${pointer}/chart`, chart)
  else checkSeries(report, `${pointer}/chart`, chart)
}

function checkPie(report: Report, pointer: string, chart: Json): void {
  checkKeys(report, pointer, chart, ['type', 'segments'])
  checkList(report, `${pointer}/segments`, chart['segments'], { max: SEGMENTS_MAX }, (segment, at) => {
    checkString(report, `${at}/label`, segment['label'], { min: 1, max: NAME_MAX })
    if (!isNumber(segment['value']) || Number(segment['value']) <= 0) say(report, `${at}/value`, 'must be more than 0')
  })
}

function checkSeries(report: Report, pointer: string, chart: Json): void {
  checkKeys(report, pointer, chart, ['type', 'series', 'axis_config'])
  const categories = checkAxis(report, `${pointer}/axis_config`, chart['axis_config'])
  checkList(report, `${pointer}/series`, chart['series'], { max: SERIES_MAX }, (series, at) => {
    checkString(report, `${at}/name`, series['name'], { min: 1, max: NAME_MAX })
    checkPoints(report, `${at}/data`, series['data'], categories)
  })
  const names = Array.isArray(chart['series']) ? chart['series'].map((s) => (isObject(s) ? s['name'] : s)) : []
  if (new Set(names).size < names.length) say(report, `${pointer}/series`, 'series names must be unique')
}

function checkAxis(report: Report, pointer: string, axis: unknown): unknown[] {
  if (!isObject(axis)) {
    say(report, pointer, 'missing required field')
    return []
  }
  checkKeys(report, pointer, axis, ['categories', 'x_label', 'y_label'])
  checkString(report, `${pointer}/x_label`, axis['x_label'], { max: 50, required: false })
  checkString(report, `${pointer}/y_label`, axis['y_label'], { max: 50, required: false })
  const categories = Array.isArray(axis['categories']) ? axis['categories'] : []
  if (categories.length < 1) say(report, `${pointer}/categories`, 'no fewer than 1 items allowed')
  if (categories.length > POINTS_MAX) say(report, `${pointer}/categories`, `no more than ${POINTS_MAX} items allowed`)
  categories.forEach((c, i) => {
    checkString(report, `${pointer}/categories/${i}`, c, { min: 1, max: NAME_MAX })
  })
  if (new Set(categories).size < categories.length) say(report, `${pointer}/categories`, 'categories must be unique')
  return categories
}

function checkPoints(report: Report, pointer: string, data: unknown, categories: unknown[]): void {
  const labels: unknown[] = []
  checkList(report, pointer, data, { max: POINTS_MAX }, (point, at) => {
    labels.push(point['label'])
    checkString(report, `${at}/label`, point['label'], { min: 1, max: NAME_MAX })
    if (!isNumber(point['value'])) say(report, `${at}/value`, 'must be a number')
  })
  const complete = categories.length === labels.length && categories.every((c) => labels.includes(c))
  if (!complete) say(report, pointer, 'must have a value for every category')
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
