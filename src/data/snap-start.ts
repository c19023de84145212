/**
 * Whether a runtime takes part in SnapStart: Java 11, Python 3.12, .NET 8 and all later ones; undefined for a name that is none of AWS.
 * Source: AWS Lambda Developer Guide, 'Improving startup performance with Lambda SnapStart' (snapstart), 2026-11-10.
 */
export function supportsSnapStart(runtime: string): boolean | undefined {
  const java = /^java(\d+)(?:\.al2)?$/.exec(runtime);
  if (java) return Number(java[1]) >= 11;
  const python = /^python(\d+)\.(\d+)$/.exec(runtime);
  if (python) return Number(python[1]) > 3 || (Number(python[1]) === 3 && Number(python[2]) >= 12);
  const dotnet = /^dotnet(\d+)$/.exec(runtime);
  if (dotnet) return Number(dotnet[1]) >= 8;
  return /^(?:nodejs|ruby|go|provided|dotnetcore)[\w.-]*$/.test(runtime) ? false : undefined;
}
