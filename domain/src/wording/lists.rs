//! The words that advice on wording looks for, in each language, and what to say instead.

use crate::words::Language;

type Plain = &'static [(&'static str, &'static str)];
type Bare = &'static [(&'static str, ())];

/// Words that only engineers know, and what could stand there.
pub(super) const fn jargon(language: Language) -> Plain {
    match language {
        Language::English => &[
            ("latency", "it answers slowly"),
            ("degraded", "slow, or fails for some"),
            ("degradation", "slow, or fails for some"),
            ("outage", "what does not work"),
            ("upstream", "a supplier of ours"),
            ("downstream", "what depends on it"),
            ("backend", "our systems"),
            ("endpoint", "the part of the service that fails"),
            ("timeouts", "it does not answer in time"),
            ("throughput", "how many get through"),
            ("failover", "moving to the spare system"),
            ("rollback", "going back to the former version"),
            ("rolled back", "gone back to the former version"),
            ("deployment", "a change of ours"),
            ("deploy", "a change of ours"),
            ("hotfix", "a repair"),
            ("root cause", "the cause"),
            ("rca", "a report of the cause"),
            ("5xx", "error messages"),
            ("http", "error messages"),
            ("dns", "the directory of addresses"),
            ("cluster", "our systems"),
            ("node", "one of our machines"),
            ("pod", "one of our machines"),
            ("replica", "a copy"),
            ("queue", "what waits to be worked off"),
            ("subset of", "some of"),
            ("intermittent", "now and then"),
            ("mitigated", "works again for now"),
            ("mitigation", "a way around"),
            ("remediation", "a repair"),
            ("sla", "what we promised you"),
            ("eta", "when it works again"),
            ("impacted", "cannot work"),
        ],
        Language::German => &[
            ("latenz", "es antwortet langsam"),
            ("backend", "unsere Systeme"),
            ("schnittstelle", "die Verbindung zu Ihren Systemen"),
            ("timeout", "es antwortet nicht rechtzeitig"),
            ("deployment", "eine Änderung von uns"),
            ("ausgerollt", "eingespielt"),
            ("performanceprobleme", "es ist langsam"),
            ("degradation", "langsam, oder fällt bei einigen aus"),
            ("cluster", "unsere Systeme"),
            ("mitigation", "ein Umweg"),
            ("incident", "die Störung"),
        ],
        Language::French => &[
            ("latence", "les réponses sont lentes"),
            ("backend", "nos systèmes"),
            ("déploiement", "un changement de notre part"),
            ("basculement", "le passage au système de secours"),
            ("dégradation", "lent, ou en panne pour certains"),
            ("timeout", "ne répond pas à temps"),
            ("cluster", "nos systèmes"),
            ("incident", "la panne"),
        ],
        Language::Spanish => &[
            ("latencia", "responde despacio"),
            ("backend", "nuestros sistemas"),
            ("despliegue", "un cambio nuestro"),
            ("degradación", "va lento o falla para algunos"),
            ("timeout", "no responde a tiempo"),
            ("clúster", "nuestros sistemas"),
            ("mitigado", "vuelve a funcionar por ahora"),
        ],
        Language::Portuguese => &[
            ("latência", "responde devagar"),
            ("backend", "os nossos sistemas"),
            ("implantação", "uma alteração nossa"),
            ("degradação", "lento, ou falha para alguns"),
            ("timeout", "não responde a tempo"),
            ("cluster", "os nossos sistemas"),
            ("mitigado", "volta a funcionar por agora"),
        ],
    }
}

/// Words that look for somebody whose fault it is.
pub(super) const fn blame(language: Language) -> Bare {
    match language {
        Language::English => &[
            ("their fault", ()),
            ("your fault", ()),
            ("at fault", ()),
            ("human error", ()),
            ("operator error", ()),
            ("user error", ()),
            ("user's fault", ()),
            ("to blame", ()),
            ("blame", ()),
            ("negligence", ()),
            ("careless", ()),
            ("incompetent", ()),
            ("wrongly used", ()),
            ("misused", ()),
            ("fault of", ()),
        ],
        Language::German => &[
            ("schuld", ()),
            ("verschuldet", ()),
            ("fehler von", ()),
            ("fehler des", ()),
            ("fehler der", ()),
            ("bedienfehler", ()),
            ("menschliches versagen", ()),
            ("fahrlässig", ()),
            ("ihr fehler", ()),
        ],
        Language::French => &[
            ("la faute de", ()),
            ("par la faute", ()),
            ("votre faute", ()),
            ("erreur humaine", ()),
            ("négligence", ()),
            ("coupable", ()),
            ("mauvaise utilisation", ()),
        ],
        Language::Spanish => &[
            ("la culpa", ()),
            ("culpa de", ()),
            ("error humano", ()),
            ("negligencia", ()),
            ("culpable", ()),
            ("mal uso", ()),
        ],
        Language::Portuguese => &[
            ("a culpa", ()),
            ("culpa de", ()),
            ("culpa do", ()),
            ("erro humano", ()),
            ("negligência", ()),
            ("culpado", ()),
            ("mau uso", ()),
        ],
    }
}

/// Words that say soon, and not when.
pub(super) const fn vague(language: Language) -> Bare {
    match language {
        Language::English => &[
            ("asap", ()),
            ("as soon as possible", ()),
            ("shortly", ()),
            ("soon", ()),
            ("any minute", ()),
            ("working on it", ()),
            ("stay tuned", ()),
            ("working hard", ()),
        ],
        Language::German => &[
            ("so schnell wie möglich", ()),
            ("schnellstmöglich", ()),
            ("in kürze", ()),
            ("demnächst", ()),
            ("bald", ()),
            ("mit hochdruck", ()),
        ],
        Language::French => &[
            ("dès que possible", ()),
            ("au plus vite", ()),
            ("bientôt", ()),
            ("prochainement", ()),
            ("sous peu", ()),
        ],
        Language::Spanish => {
            &[("lo antes posible", ()), ("cuanto antes", ()), ("pronto", ()), ("en breve", ())]
        }
        Language::Portuguese => &[
            ("o mais rápido possível", ()),
            ("assim que possível", ()),
            ("em breve", ()),
            ("brevemente", ()),
        ],
    }
}

/// The smallest words of a language, by which it is told from the others.
pub(super) const fn small(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &["the", "is", "and", "for", "we", "to", "of", "it", "you", "are"],
        Language::German => &["der", "die", "das", "und", "ist", "wir", "sie", "nicht", "ein"],
        Language::French => &["le", "la", "les", "et", "est", "nous", "vous", "des", "une", "pas"],
        Language::Spanish => &["el", "los", "las", "y", "es", "para", "una", "del", "está", "con"],
        Language::Portuguese => &["o", "os", "as", "e", "é", "um", "uma", "não", "do", "da", "são"],
    }
}
