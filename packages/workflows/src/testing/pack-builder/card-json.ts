import type { Json } from './field.ts';

/** JSON that is still being written, and that tests may spoil afterwards. */
export interface Draft {
  [key: string]: DraftValue;
}
export type DraftValue = Json | Draft | DraftValue[];

/** Versions of connectors that exports have; any other is 1.0.0. */
const VERSIONS: Readonly<Record<string, string>> = {
  okta: '1.0.712',
  stash: '0.7.148',
  httpfunctions: '1.0.24',
};

const TITLES: Readonly<Record<string, string>> = {
  'control:callable': 'Helper Flow',
  'control:if': 'If/Else',
  'control:join': 'Join',
  'control:noop': 'Noop',
  'control:let': 'Assign',
  'control:spawn': 'Call Flow',
  'control:run': 'Call Flow Async',
  'control:return': 'Return',
  'control:comment': 'Comment',
  'control:tryCatch': 'If Error',
  'control:branch': 'If/ElseIf',
  'control:continueIf': 'Continue If',
  'control:throwIf': 'Return Error If',
  'control:times': 'Repeat',
  'control:wait': 'Wait For',
  'control:assignIf': 'Assign If',
  'http:accept': 'API Endpoint',
  'http:raw': 'Raw Request',
  'http:delegated': 'Delegated Flow',
  'list:each': 'For Each',
  'list:asyncEach': 'For Each - Ignore Errors',
  'list:map': 'Map',
  'list:filter': 'Filter Custom',
  'list:filterBy': 'Filter',
  'list:reduce': 'Reduce',
  'list:pluck': 'Pluck',
  'list:length': 'Length',
  'list:at': 'At',
  'object:construct': 'Construct',
  'object:pick': 'Get Multiple',
  'object:get': 'Get',
  'string:compose': 'Compose',
  'string:concat': 'Concatenate',
  'string:substr': 'Text Segment',
  'json:parse': 'Parse',
  'json:stringify': 'Stringify',
  'boolean:compare': 'Compare',
  'math:add': 'Add',
  'date:now': 'Now',
  'stash:searchRows2': 'Search Rows',
  'stash:createRow': 'Create Row',
  'stash:updateRow': 'Update Row',
  'stash:deleteRow': 'Delete Row',
  'stash:clearTable': 'Clear Table',
  'httpfunctions:raw': 'Raw Request',
  'httpfunctions:get': 'Get',
  'httpfunctions:post': 'Post',
  'httpfunctions:close': 'Close',
  'okta:createAnImportSession': 'Create an Import Session',
  'okta:bulkUserImport': 'Bulk User Import',
  'okta:triggerImportSession': 'Trigger Import Session',
  'okta:deleteImportSession': 'Delete Import Session',
  'okta:listImportSessions': 'List Import Sessions',
};

const KERNEL = new Set([
  'boolean',
  'control',
  'crypto',
  'csv',
  'date',
  'error',
  'file',
  'http',
  'json',
  'jwt',
  'list',
  'math',
  'object',
  'string',
  'url',
  'utility',
  'xml',
]);

export interface CardHead {
  readonly address: string;
  readonly isKernel: boolean;
  readonly module: string;
  readonly key: string;
  readonly title: string;
  readonly version: string;
}

/** What `list:map` or `okta:createUser` means: kernel modules are known by name, anything else is a connector. */
export function headOf(name: string): CardHead {
  const [module = '', key = ''] = name.split(':');
  const isKernel = KERNEL.has(module);
  const version = isKernel ? '0.0.1' : (VERSIONS[module] ?? '1.0.0');
  const address = `${isKernel ? 'root:kernel' : 'root:channels:http'}:${module}:${version}:${key}`;
  return { address, isKernel, module, key, title: TITLES[name] ?? key, version };
}

/** A whole card as exports have it, without inputs, outputs and pins. */
export function cardJson(id: string, head: CardHead, title: string, timeout: number): Draft {
  const base = head.address.slice(0, head.address.lastIndexOf(':'));
  return {
    uuid: id,
    address: head.address,
    parents: {
      version: { address: base, key: head.version, data: { name: head.version } },
      channel: { address: base.slice(0, base.lastIndexOf(':')), key: head.module, data: { name: head.module } },
    },
    node: { key: head.key, data: { name: title }, model: modelJson(head, title, timeout) },
    pins: {},
    branches: {},
    joins: {},
  };
}

function modelJson(head: CardHead, title: string, timeout: number): Draft {
  return {
    type: 'method',
    _v: 2,
    key: head.key,
    executable: !head.isKernel,
    displayed: head.key !== 'expand',
    async: !head.isKernel,
    cooperative: false,
    mirrored: false,
    inlined: false,
    dependencies: [],
    timeout,
    idempotent: false,
    monitor: false,
    webhook: false,
    webhookList: false,
    webhookConditions: false,
    mobile: false,
    hooks: {},
    policy: { error: { type: 'finish' } },
    metadata: { id: null, name: title, description: null },
    meta: {},
    config: null,
    partnerChannelKeys: null,
    inputs: { extensible: false, data: {} },
    outputs: { extensible: false, data: {} },
    runtime: {},
  };
}
