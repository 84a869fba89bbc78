// An indicator as the list returns it. Types only.

/** A stored indicator, with the properties of a captured list item in their order on the wire. */
export interface Indicator {
  id: string;
  indicatorValue: string;
  indicatorType: string;
  action: string;
  createdBy: string;
  severity: string;
  category: number;
  application: string | null;
  educateUrl: string | null;
  bypassDurationHours: number | null;
  title: string;
  description: string;
  recommendedActions: string | null;
  creationTimeDateTimeUtc: string;
  expirationTime: string | null;
  lastUpdateTime: string;
  lastUpdatedBy: string | null;
  rbacGroupNames: string[];
  rbacGroupIds: (string | number)[];
  notificationId: string | null;
  notificationBody: string | null;
  version: string | null;
  mitreTechniques: string[];
  historicalDetection: boolean;
  lookBackPeriod: string | null;
  generateAlert: boolean;
  additionalInfo: string | null;
  createdByDisplayName: string;
  externalId: string | null;
  createdBySource: string;
  certificateInfo: object | null;
}
