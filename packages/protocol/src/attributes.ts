/** Data types of profile attributes (import-semantics 1.4). Values of identity sources arrive as strings and are parsed into these. */
export const ATTRIBUTE_TYPES = ['string', 'boolean', 'number', 'integer', 'string[]', 'number[]', 'integer[]'] as const;

export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

export const ATTRIBUTE_FORMATS = [
  'email',
  'uri',
  'date-time',
  'country-code',
  'language-code',
  'locale',
  'timezone',
] as const;

export type AttributeFormat = (typeof ATTRIBUTE_FORMATS)[number];

/** Who writes an attribute: the profile source, Okta itself, or a list of sources (import-semantics 1.4). */
export type AttributeSourcing =
  | { readonly type: 'PROFILE_MASTER' }
  | { readonly type: 'OKTA' }
  | { readonly type: 'OVERRIDE'; readonly priority: readonly string[] };

/** One attribute of a profile schema. Lengths are in characters. */
export interface AttributeDefinition {
  readonly name: string;
  readonly title: string;
  readonly type: AttributeType;
  readonly description?: string;
  readonly required?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** A pattern in linear-time syntax (RE2) that the whole value matches. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** What people read instead of the members of `enum`, in the same order. */
  readonly enumTitles?: readonly string[];
  readonly format?: AttributeFormat;
  readonly unique?: boolean;
  /** Used instead of null when a value is missing at creation. */
  readonly default?: string | number | boolean;
  /** Name of the attribute in the source of truth, when it differs. */
  readonly externalName?: string;
  readonly permission?: 'READ_WRITE' | 'READ_ONLY' | 'HIDE';
  readonly master?: AttributeSourcing;
  /** `false`: an explicit null in an upload is refused. */
  readonly nullable?: boolean;
  /** Base attributes cannot be removed. */
  readonly base?: boolean;
}

export type ProfileSchema = readonly AttributeDefinition[];

/** A profile value: what JSON has, without objects. `null` and absence mean the same in storage. */
export type ProfileValue = string | number | boolean | null | readonly (string | number | boolean)[];

export type Profile = Readonly<Record<string, ProfileValue>>;

/** Base attributes of a person as an identity source knows them (import-semantics 1.3). */
export const BASE_SOURCE_ATTRIBUTES: ProfileSchema = [
  { name: 'userName', title: 'Username', type: 'string', required: true, maxLength: 100, nullable: false, base: true },
  { name: 'firstName', title: 'First name', type: 'string', minLength: 1, maxLength: 50, base: true },
  { name: 'lastName', title: 'Last name', type: 'string', minLength: 1, maxLength: 50, base: true },
  {
    name: 'email',
    title: 'Email',
    type: 'string',
    required: true,
    minLength: 5,
    maxLength: 100,
    format: 'email',
    nullable: false,
    base: true,
  },
  {
    name: 'secondEmail',
    title: 'Second email',
    type: 'string',
    minLength: 5,
    maxLength: 100,
    format: 'email',
    nullable: false,
    base: true,
  },
  { name: 'mobilePhone', title: 'Mobile phone', type: 'string', maxLength: 100, base: true },
  { name: 'homeAddress', title: 'Home address', type: 'string', maxLength: 4096, base: true },
];

/** Base attributes of a user of the directory (import-semantics 1.4), in the order of the published schema. */
export const BASE_USER_ATTRIBUTES: ProfileSchema = [
  {
    name: 'login',
    title: 'Username',
    type: 'string',
    required: true,
    minLength: 5,
    maxLength: 100,
    permission: 'READ_WRITE',
    base: true,
  },
  {
    name: 'firstName',
    title: 'First name',
    type: 'string',
    required: true,
    minLength: 1,
    maxLength: 50,
    permission: 'READ_WRITE',
    base: true,
  },
  {
    name: 'lastName',
    title: 'Last name',
    type: 'string',
    required: true,
    minLength: 1,
    maxLength: 50,
    permission: 'READ_WRITE',
    base: true,
  },
  { name: 'middleName', title: 'Middle name', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'honorificPrefix', title: 'Honorific prefix', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'honorificSuffix', title: 'Honorific suffix', type: 'string', permission: 'READ_ONLY', base: true },
  {
    name: 'email',
    title: 'Primary email',
    type: 'string',
    required: true,
    minLength: 5,
    maxLength: 100,
    format: 'email',
    permission: 'READ_WRITE',
    base: true,
  },
  { name: 'title', title: 'Title', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'displayName', title: 'Display name', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'nickName', title: 'Nickname', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'profileUrl', title: 'Profile Url', type: 'string', format: 'uri', permission: 'READ_ONLY', base: true },
  {
    name: 'secondEmail',
    title: 'Secondary email',
    type: 'string',
    maxLength: 100,
    format: 'email',
    permission: 'READ_WRITE',
    base: true,
  },
  { name: 'mobilePhone', title: 'Mobile phone', type: 'string', maxLength: 100, permission: 'READ_WRITE', base: true },
  { name: 'primaryPhone', title: 'Primary phone', type: 'string', maxLength: 100, permission: 'HIDE', base: true },
  { name: 'streetAddress', title: 'Street address', type: 'string', maxLength: 1024, permission: 'HIDE', base: true },
  { name: 'city', title: 'City', type: 'string', maxLength: 128, permission: 'HIDE', base: true },
  { name: 'state', title: 'State', type: 'string', maxLength: 128, permission: 'HIDE', base: true },
  { name: 'zipCode', title: 'Zip code', type: 'string', maxLength: 50, permission: 'HIDE', base: true },
  {
    name: 'countryCode',
    title: 'Country code',
    type: 'string',
    maxLength: 2,
    format: 'country-code',
    permission: 'HIDE',
    base: true,
  },
  { name: 'postalAddress', title: 'Postal Address', type: 'string', maxLength: 4096, permission: 'HIDE', base: true },
  {
    name: 'preferredLanguage',
    title: 'Preferred language',
    type: 'string',
    format: 'language-code',
    permission: 'READ_ONLY',
    base: true,
  },
  { name: 'locale', title: 'Locale', type: 'string', format: 'locale', permission: 'READ_ONLY', base: true },
  { name: 'timezone', title: 'Time zone', type: 'string', format: 'timezone', permission: 'READ_ONLY', base: true },
  { name: 'userType', title: 'User type', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'employeeNumber', title: 'Employee number', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'costCenter', title: 'Cost center', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'organization', title: 'Organization', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'division', title: 'Division', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'department', title: 'Department', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'managerId', title: 'ManagerId', type: 'string', permission: 'READ_ONLY', base: true },
  { name: 'manager', title: 'Manager', type: 'string', permission: 'READ_ONLY', base: true },
];
