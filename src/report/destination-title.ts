/** What people call a kind of destination. */
const TITLES: Readonly<Record<string, string>> = {
  hubspot: "HubSpot",
  klaviyo: "Klaviyo",
  mailchimp: "Mailchimp",
  files: "Files",
  webhook: "Webhook",
};

export function destinationTitle(type: string): string {
  return TITLES[type] ?? type;
}
