# SPDX-License-Identifier: Apache-2.0
"""ARM types that are known, and of no consequence for where data may go (or without a fact that the estate has a place for)."""

from __future__ import annotations

from typing import Final

ASIDE: Final[frozenset[str]] = frozenset(
    """
    microsoft.storage/storageaccounts/blobservices microsoft.storage/storageaccounts/fileservices microsoft.storage/storageaccounts/queueservices
    microsoft.storage/storageaccounts/tableservices microsoft.storage/storageaccounts/encryptionscopes microsoft.storage/storageaccounts/inventorypolicies
    microsoft.compute/availabilitysets microsoft.compute/proximityplacementgroups microsoft.compute/sshpublickeys microsoft.compute/hostgroups
    microsoft.compute/hostgroups/hosts microsoft.compute/capacityreservationgroups microsoft.compute/galleries/applications
    microsoft.maintenance/maintenanceconfigurations microsoft.maintenance/configurationassignments microsoft.devtestlab/schedules
    microsoft.insights/autoscalesettings microsoft.insights/workbooks microsoft.insights/webtests microsoft.insights/datacollectionrules
    microsoft.insights/datacollectionendpoints microsoft.insights/datacollectionruleassociations microsoft.insights/workbooktemplates
    microsoft.insights/privatelinkscopes microsoft.insights/privatelinkscopes/scopedresources microsoft.insights/components/pricingplans
    microsoft.insights/components/proactivedetectionconfigs microsoft.insights/components/currentbillingfeatures
    microsoft.operationalinsights/workspaces/views microsoft.operationalinsights/workspaces/datasources
    microsoft.operationalinsights/workspaces/savedsearches/schedules microsoft.operationalinsights/workspaces/savedsearches/schedules/actions
    microsoft.operationalinsights/workspaces/storageinsightconfigs microsoft.operationalinsights/querypacks
    microsoft.operationalinsights/querypacks/queries microsoft.monitor/accounts microsoft.portal/dashboards microsoft.dashboard/grafana
    microsoft.alertsmanagement/smartdetectoralertrules microsoft.alertsmanagement/prometheusrulegroups microsoft.insights/alertrules
    microsoft.securityinsights/onboardingstates microsoft.securityinsights/settings microsoft.securityinsights/automationrules
    microsoft.securityinsights/metadata microsoft.securityinsights/contentpackages microsoft.securityinsights/contenttemplates
    microsoft.securityinsights/watchlists microsoft.securityinsights/huntingbookmarks
    microsoft.security/securitycontacts microsoft.security/autoprovisioningsettings microsoft.security/settings microsoft.security/workspacesettings
    microsoft.security/assessments microsoft.security/assessmentmetadata microsoft.policyinsights/remediations
    microsoft.authorization/rolemanagementpolicyassignments microsoft.authorization/rolemanagementpolicies
    microsoft.consumption/budgets microsoft.costmanagement/exports microsoft.costmanagement/views microsoft.resources/tags microsoft.advisor/configurations
    microsoft.features/providers/features microsoft.resources/templatespecs microsoft.resources/templatespecs/versions
    microsoft.management/managementgroups/settings microsoft.resourcehealth/events
    microsoft.network/networkwatchers microsoft.network/networkwatchers/connectionmonitors microsoft.network/ddosprotectionplans
    microsoft.network/privatednszones/a microsoft.network/privatednszones/aaaa microsoft.network/privatednszones/cname
    microsoft.network/privatednszones/txt microsoft.network/privatednszones/mx microsoft.network/privatednszones/srv microsoft.network/privatednszones/ptr
    microsoft.network/privatednszones/soa microsoft.network/dnszones microsoft.network/dnszones/a microsoft.network/dnszones/aaaa
    microsoft.network/dnszones/cname microsoft.network/dnszones/txt microsoft.network/dnszones/mx microsoft.network/dnszones/ns microsoft.network/dnszones/caa
    microsoft.network/dnsresolvers microsoft.network/dnsresolvers/inboundendpoints microsoft.network/networkintentpolicies
    microsoft.network/routefilters microsoft.network/serviceendpointpolicies microsoft.network/networkprofiles
    microsoft.web/certificates microsoft.web/sites/hostnamebindings microsoft.web/sites/siteextensions
    microsoft.certificateregistration/certificateorders microsoft.domainregistration/domains
    microsoft.automation/automationaccounts/modules microsoft.automation/automationaccounts/schedules
    microsoft.automation/automationaccounts/jobschedules microsoft.automation/automationaccounts/powershell72modules
    microsoft.sql/servers/databases/securityalertpolicies microsoft.sql/servers/advancedthreatprotectionsettings
    microsoft.sql/servers/connectionpolicies microsoft.sql/servers/databases/backupshorttermretentionpolicies
    microsoft.sql/servers/databases/backuplongtermretentionpolicies microsoft.sql/servers/databases/vulnerabilityassessments
    microsoft.sql/servers/sqlvulnerabilityassessments microsoft.sql/servers/automatictuning microsoft.sqlvirtualmachine/sqlvirtualmachines
    microsoft.dbforpostgresql/flexibleservers/backups microsoft.dbforpostgresql/flexibleservers/advancedthreatprotectionsettings
    microsoft.documentdb/databaseaccounts/sqldatabases/throughputsettings microsoft.documentdb/databaseaccounts/sqldatabases/containers/throughputsettings
    microsoft.containerregistry/registries/agentpools microsoft.containerservice/managedclusters/maintenanceconfigurations
    microsoft.containerservice/managedclusters/trustedaccessrolebindings microsoft.recoveryservices/vaults/replicationpolicies
    microsoft.recoveryservices/vaults/backupresourceguardproxies microsoft.recoveryservices/vaults/replicationalertsettings
    microsoft.recoveryservices/vaults/backupconfig microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers
    microsoft.eventgrid/partnerconfigurations microsoft.apimanagement/service/apis/operations/tags microsoft.apimanagement/service/tags
    microsoft.apimanagement/service/namedvalues microsoft.apimanagement/service/portalsettings microsoft.apimanagement/service/identityproviders
    microsoft.apimanagement/service/apis/schemas microsoft.apimanagement/service/products/groups
    microsoft.apimanagement/service/apis/tags
    microsoft.communication/emailservices/domains microsoft.communication/emailservices/domains/senderusernames
    microsoft.app/managedenvironments/certificates microsoft.keyvault/vaults/certificates microsoft.customerlockbox/tenantoptedin
    microsoft.managedidentity/identities microsoft.solutions/applicationdefinitions microsoft.notificationhubs/namespaces
    microsoft.notificationhubs/namespaces/notificationhubs microsoft.maps/accounts microsoft.search/searchservices/sharedprivatelinkresources
    """.split()
)
"""In small letters."""
