export default async function tearDown(): Promise<void> {
  await (globalThis as unknown as { tearDownPostgres(): Promise<void> }).tearDownPostgres()
}
