//! The console and the API side by side: whatever a page can post, an operation does, or it stands
//! here why no program may.

use std::collections::BTreeSet;

use crate::tables::addresses;

/// What a page posts, and the operations that do the same.
const SAME: &[(&str, &[&str])] = &[
    ("/help", &["openEmergency"]),
    ("/e/{link}/messages", &["writeAsCaller", "attachAsCaller"]),
    ("/e/{link}/impact", &["sayWhatItStops"]),
    ("/e/{link}/cards", &["tickStep"]),
    ("/e/{link}/redactions", &["redactAsCaller"]),
    ("/e/{link}/feedback", &["giveFeedback"]),
    ("/e/{link}/marks", &["markAsCaller"]),
    ("/e/{link}/introduction", &["introduceCaller"]),
    ("/e/{link}/invitations", &["inviteColleague"]),
    (
        "/e/{link}/participants/{one}/{deed}",
        &["removeColleague", "renewColleague", "vouchForColleague"],
    ),
    ("/e/{link}/call-back", &["askForCall"]),
    ("/e/{link}/call-back/removal", &["cancelCall"]),
    ("/e/{link}/proof", &["seekCode"]),
    ("/e/{link}/code", &["enterCode"]),
    ("/e/{link}/{answer}", &["answerAsCaller"]),
    ("/v/{link}/{reply}", &["answerInquiry"]),
    ("/p/{link}/{answer}", &["answerPage"]),
    ("/console/readiness/dismissal", &["dismissTrouble"]),
    ("/console/incidents", &["declareIncident"]),
    ("/console/incidents/join", &["joinIncidents"]),
    ("/console/incidents/{number}/join", &["joinIncidents"]),
    ("/console/incidents/{number}/undo", &["undoJoin"]),
    ("/console/incidents/{number}/ask", &["askAll"]),
    ("/console/incidents/{number}/rules", &["makeJoinRule"]),
    ("/console/incidents/{number}/rules/{rule}/end", &["endJoinRule"]),
    ("/console/emergencies/{number}/apart", &["takeApart"]),
    ("/console/incidents/{number}/accept", &["acceptIncident"]),
    ("/console/incidents/{number}/severity", &["setSeverity"]),
    ("/console/incidents/{number}/phase", &["setPhase"]),
    ("/console/incidents/{number}/update", &["publishUpdate"]),
    ("/console/incidents/{number}/agreement", &["agreeNextUpdate"]),
    ("/console/incidents/{number}/correction", &["correctUpdate", "correctStatusWord"]),
    ("/console/emergencies/{number}/messages", &["writeToCaller", "writeToAll", "attach"]),
    ("/console/emergencies/{number}/cards", &["sendCard"]),
    ("/console/redactions", &["redact", "undoRedaction"]),
    ("/console/emergencies/{number}/marks", &["markAsRead"]),
    ("/console/emergencies/{number}/customer", &["attachCustomer"]),
    ("/console/emergencies/{number}/customer/removal", &["detachCustomer"]),
    (
        "/console/emergencies/{number}/participants/{one}/{deed}",
        &["removeParticipant", "renewParticipant", "verify", "certify", "askConsent"],
    ),
    ("/console/breaches/{number}/review", &["reviewBreach"]),
    (
        "/console/emergencies/{number}/{deed}",
        &[
            "askCaller",
            "takeUp",
            "setAside",
            "act",
            "breakGlass",
            "tellContacts",
            "upgrade",
            "callBack",
            "reportCall",
            "textInPlaceOfCall",
        ],
    ),
    ("/console/schedules/{key}/overrides", &["addOverride"]),
    ("/console/schedules/{key}/overrides/{id}/removal", &["removeOverride"]),
    ("/console/kept", &["findKept"]),
    ("/console/erasures", &["erase"]),
    ("/console/incidents/{number}/{deed}", &["keepOpen", "carryOn", "closeIncident"]),
    ("/console/integrations", &["putIntegration"]),
    ("/console/integrations/{key}", &["putIntegration"]),
    (
        "/console/integrations/{key}/{deed}",
        &["testIntegration", "renewRoutingKey", "removeIntegration", "restoreIntegration"],
    ),
    ("/console/incidents/{number}/bring", &["askForSomebody"]),
    ("/console/incidents/{number}/hand-over", &["askForSomebody"]),
    ("/console/incidents/{number}/take-over", &["takeOver"]),
    ("/console/incidents/{number}/leave", &["leaveIncident"]),
    ("/console/incidents/{number}/requests/{request}/withdrawal", &["withdrawRequest"]),
    ("/console/incidents/{number}/restriction", &["restrictIncident"]),
    ("/console/incidents/{number}/restriction/{deed}", &["letIn", "shutOut", "liftRestriction"]),
    ("/console/incidents/{number}/glass", &["breakGlassOfRestriction"]),
    ("/console/incidents/{number}/restart", &["restartIncident"]),
    ("/console/incidents/{number}/reroute", &["rerouteIncident"]),
    ("/console/incidents/{number}/snooze", &["snoozeIncident"]),
    ("/console/incidents/{number}/snooze/removal", &["endSnooze"]),
    ("/console/incidents/{number}/notes", &["writeNote"]),
    ("/console/incidents/{number}/notes/{note}/{deed}", &["shareNote", "undoShare"]),
    ("/console/people/{key}/rules", &["putPerson"]),
    ("/console/sessions/end", &["endSession"]),
    ("/console/sessions/end-others", &["listSessions", "endSession"]),
    ("/console/shows", &["putShows", "putShowsOfCustomer"]),
    ("/console/silent-test", &["planSilentTest"]),
    ("/console/silent-test/removal", &["dropSilentTest"]),
    ("/console/silent-test/answer", &["answerSilentTest"]),
    ("/console/devices/{key}/removal", &["removeDevice"]),
    ("/console/floods/guard", &["raiseFloodGuard"]),
    ("/console/floods/guard/removal", &["lowerFloodGuard"]),
    ("/console/templates/cadence", &["putSettings"]),
    ("/console/templates/new", &["putTemplate"]),
    ("/console/templates/of/{key}", &["putTemplate"]),
    ("/console/templates/of/{key}/removal", &["removeTemplate"]),
    ("/console/status/components", &["putComponent"]),
    ("/console/status/components/{key}", &["putComponent"]),
    ("/console/status/components/{key}/evidence", &["reportEvidence"]),
    ("/console/sightings/dismissed", &["dismissEvidence"]),
    ("/console/status/import", &["importStatus"]),
    ("/console/status/pages", &["putStatusPage"]),
    ("/console/status/pages/{key}", &["putStatusPage"]),
    ("/console/status/pages/{key}/look", &["lookAtHosts"]),
    ("/console/status/pages/{key}/logo", &["putStatusPage"]),
    ("/console/status/{noun}/{key}/removal", &["removeComponent", "removeStatusPage"]),
    ("/console/subscribers", &["addSubscribers", "importSubscribers"]),
    (
        "/console/subscribers/words/{number}/{deed}",
        &["releaseSubscriberWord", "withholdSubscriberWord"],
    ),
    ("/console/subscribers/{id}/{deed}", &["resumeSubscriber", "removeSubscriber"]),
    ("/console/cards", &["putCard"]),
    ("/console/cards/{key}", &["putCard"]),
    ("/console/cards/{key}/{deed}", &["putCard", "removeCard"]),
    ("/console/webhooks/{key}/replay", &["replayNotices"]),
    ("/console/tokens/{number}/revocation", &["revokeToken"]),
    ("/console/setup/organisation", &["putSettings"]),
    ("/console/setup/you", &["putPerson"]),
    ("/console/setup/people", &["putPerson"]),
    ("/console/setup/schedule", &["putSchedule"]),
    ("/console/setup/front-door", &["putPolicy", "putSettings"]),
    ("/console/setup/help-page", &["putSettings"]),
    ("/console/announcements", &["postAnnouncement"]),
    ("/console/announcements/{number}", &["changeAnnouncement"]),
    ("/console/announcements/{number}/end", &["endAnnouncement"]),
    ("/console/approvals/approvers", &["putSettings"]),
    ("/console/approvals/{number}/approval", &["approveText"]),
    ("/console/approvals/{number}/objection", &["objectToText"]),
    ("/console/audiences", &["putAudience"]),
    ("/console/audiences/{key}", &["putAudience"]),
    ("/console/audiences/{key}/removal", &["removeAudience"]),
    ("/console/audiences/{key}/status-link", &["giveAudienceStatusLink", "takeAudienceStatusLink"]),
    ("/console/audiences/{key}/status-links", &["makeStatusLinks"]),
    ("/console/status-links", &["makeStatusLinks"]),
    (
        "/console/customers/{key}/status-link",
        &["giveCustomerStatusLink", "takeCustomerStatusLink", "mailCustomerStatusLink"],
    ),
    ("/console/follow-ups/{number}", &["writeFollowUp"]),
    ("/console/follow-ups/{number}/waiver", &["waiveFollowUp"]),
    ("/console/follow-ups/{number}/again", &["resendFollowUp"]),
    ("/console/status/told", &["tellAfterwards"]),
    ("/console/status/told/{number}/never", &["takeOffStatusIncident"]),
    ("/console/status/told/{number}/after-all", &["restoreStatusIncident"]),
    ("/console/status/told/{number}/{word}", &["correctStatusWord"]),
    ("/console/status/reviews/{number}", &["writeStatusReview"]),
    ("/console/status/reviews/{number}/waiver", &["waiveStatusReview"]),
    ("/console/maintenance", &["planMaintenance"]),
    ("/console/maintenance/routines", &["putRoutine"]),
    ("/console/maintenance/routines/{key}", &["putRoutine", "takeBackRoutine"]),
    ("/console/maintenance/routines/{key}/removal", &["removeRoutine"]),
    ("/console/maintenance/{number}/plan", &["changeMaintenance"]),
    ("/console/maintenance/{number}/stage", &["updateMaintenance"]),
    ("/console/maintenance/{number}/extension", &["extendMaintenance"]),
    ("/console/maintenance/{number}/taking-back", &["changeMaintenance"]),
    ("/console/maintenance/{number}/words/{entry}", &["rewriteMaintenanceUpdate"]),
    ("/console/maintenance/{number}/words/{entry}/withdrawal", &["withdrawMaintenanceUpdate"]),
    ("/console/maintenance/{number}/words/{entry}/taking-back", &["takeBackMaintenanceUpdate"]),
];

/// What no operation does, under the words with which the documentation says why.
const APART: &[(&str, &[&str])] = &[
    (
        "Signing in and out",
        &[
            "/signin",
            "/signin/passkey",
            "/signin/passkey/challenge",
            "/signin/{link}",
            "/setup/{link}",
            "/signout",
            "/console/setup/people/invite",
        ],
    ),
    (
        "Making tokens and passkeys",
        &[
            "/console/tokens",
            "/console/passkeys",
            "/console/passkeys/challenge",
            "/console/passkeys/{id}/name",
            "/console/passkeys/{id}/removal",
        ],
    ),
    (
        "Proving a number or a device",
        &[
            "/console/methods/{key}/code",
            "/console/methods/{key}/proof",
            "/console/devices",
            "/console/devices/key",
            "/push/{link}/{deed}",
            "/console/setup/you/test",
            "/console/setup/you/test/stop",
        ],
    ),
    (
        "Looking without keeping",
        &[
            "/console/incidents/{number}/update/preview",
            "/console/incidents/{number}/update/estimate",
            "/console/incidents/{number}/update/template",
            "/console/maintenance/template",
            "/console/maintenance/{number}/template",
            "/console/maintenance/{number}/plan/template",
            "/console/maintenance/routines/{key}/template",
        ],
    ),
    (
        "What readers of a status page do",
        &[
            "/status/subscribe",
            "/status/subscribe/code",
            "/s/{link}",
            "/s/{link}/leave",
            "/s/{link}/{deed}",
            "/status/p/{page}/fails",
            "/status/p/{page}/link",
            "/status/for/{link}/{*rest}",
        ],
    ),
    ("Rehearsing and the demo", &["/try/e/{link}/real", "/try/{*rest}", "/demo/step"]),
    (
        "What is an interface for programs itself",
        &[
            "/hooks/{carrier}/calls/{link}",
            "/hooks/{carrier}/calls/{link}/key",
            "/hooks/{carrier}/calls/{link}/status",
            "/hooks/{carrier}/bridges/{link}",
            "/hooks/{carrier}/bridges/{link}/{step}",
            "/hooks/{carrier}/texts/{link}/status",
            "/hooks/mail/bounces",
            "/hooks/{carrier}/sms",
            "/drill",
            "/v2/enqueue",
            "/v2/change/enqueue",
            "/generic/2010-04-15/create_event.json",
            "/alerts/{format}/{key}",
            "/v2/alerts",
            "/v2/alerts/{identifier}",
            "/v2/alerts/{identifier}/{deed}",
        ],
    ),
];

#[test]
fn whatever_a_page_can_do_an_operation_does_or_the_documentation_says_why_not() {
    let posted = addresses(&["post(", "put(", "delete(", "any("]);
    let posted: BTreeSet<&str> = posted.iter().map(String::as_str).collect();
    assert!(posted.len() > 120, "the tables are read: {}", posted.len());
    let document = mayday::web::api::openapi::document();
    let paths = document["paths"].as_object().expect("paths").values();
    let described = paths.flat_map(|methods| methods.as_object().expect("methods").values());
    let operations: BTreeSet<&str> =
        described.filter_map(|operation| operation["operationId"].as_str()).collect();
    let documented = include_str!("../../../docs/api.md");
    let mut named = BTreeSet::new();
    for (address, same) in SAME {
        assert!(named.insert(*address), "{address} stands here twice");
        for id in *same {
            assert!(operations.contains(id), "{address}: the document has no {id}");
        }
    }
    for (reason, addresses) in APART {
        assert!(documented.contains(&format!("**{reason}**")), "docs/api.md lacks “{reason}”");
        for address in *addresses {
            assert!(named.insert(*address), "{address} stands here twice");
        }
    }
    let missing: Vec<_> = posted.difference(&named).collect();
    assert!(missing.is_empty(), "neither an operation nor a reason stands for {missing:?}");
    let gone: Vec<_> = named.difference(&posted).collect();
    assert!(gone.is_empty(), "there is no route {gone:?}");
}
