import { ApiError, type Choices, validationFailed } from '@headwater/protocol';

/** Refuses the creation of something whose external id exists, unless the org's switch `createExisting` says that it is updated. */
export function refuseExisting({ createExisting }: Pick<Choices, 'createExisting'>, externalId: string): void {
  const causes = [`externalId: The identity source has ${externalId} already`];
  switch (createExisting) {
    case 'update':
      return;
    case '400':
      throw validationFailed('externalId', causes);
    case '409':
      throw new ApiError('conflict', { data: { subject: 'externalId' }, causes });
  }
}
