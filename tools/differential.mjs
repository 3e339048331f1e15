// SPDX-License-Identifier: Apache-2.0
// Asks an installed @cloud-copilot/iam-simulate (argument: its folder) for each line `{request, policies}` on standard input.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const root = process.argv[2]
const part = (path) => import(pathToFileURL(join(root, 'dist/esm', path)))
const { authorize } = await part('core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = await part('request/request.js')
const { RequestContextImpl } = await part('requestContext.js')
const { DiscoveryContextKeyConstraints } = await part('context_keys/discoveryContextKeyConstraints.js')
const { anonymousPrincipal } = await part('index.js')
const { loadPolicy } = createRequire(join(root, 'package.json'))('@cloud-copilot/iam-policy')

const parsed = new Map()
const load = (document) => {
  const text = JSON.stringify(document)
  if (!parsed.has(text)) parsed.set(text, loadPolicy(document, { name: '' }))
  return parsed.get(text)
}
const all = (found) => (found == null ? [] : Array.isArray(found) ? found : [found]).map(load)
const whole = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
const levels = (found, given) => (found ?? []).map((level, i) => ({ orgIdentifier: `${i}`, policies: all([...given, ...level]) }))
const simulationParameters = { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) }
const outcomes = { Allowed: 'allowed', ExplicitlyDenied: 'explicitly-denied', ImplicitlyDenied: 'implicitly-denied' }

const prepare = ({ request: { principal, action, resource, context }, policies }) => ({
  request: new AwsRequestImpl(
    principal === 'anonymous' ? anonymousPrincipal : principal,
    { resource: resource.arn, accountId: resource.account },
    action,
    new RequestContextImpl(context ?? {}),
    false
  ),
  identityPolicies: all(policies.identity),
  resourcePolicy: all(policies.resource)[0],
  sessionPolicy: all(policies.session)[0],
  permissionBoundaries: policies.boundary ? all(policies.boundary) : undefined,
  serviceControlPolicies: levels(policies.scps, []),
  resourceControlPolicies: levels(policies.rcps, [whole]), // RCPFullAWSAccess, which Organizations attaches everywhere
  vpcEndpointPolicies: policies.endpoint ? all(policies.endpoint) : undefined,
  simulationParameters
})

let microseconds = 0
for await (const line of createInterface({ input: process.stdin })) {
  let said
  try {
    const prepared = prepare(JSON.parse(line))
    const start = process.cpuUsage().user
    said = outcomes[authorize(prepared).result]
    microseconds += process.cpuUsage().user - start
  } catch (error) {
    said = `error: ${error.message.split('\n')[0]}`
  }
  console.log(said)
}
console.error(`evaluated in ${microseconds / 1e6} s`)
