/** A principal without the region that some carry: `logs.${AWS::Region}.amazonaws.com` is `logs.amazonaws.com`. */
export function servicePrincipal(principal: string): string {
  return principal.replace('${AWS::URLSuffix}', 'amazonaws.com').replace(/^([a-z0-9-]+)\.(?:\$\{AWS::Region\}|[a-z]{2}(?:-[a-z]+)+-\d)\./, '$1.');
}
