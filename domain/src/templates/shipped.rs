//! The templates that come with Mayday. They are in nobody's log until somebody changes one.

use super::{Begins, Template, Text, shipped_work};
use crate::words::{Language, Overview, Phase, TemplateKey};

/// Their keys.
pub const SHIPPED: [&str; 9] = [
    "looking",
    "cause-known",
    "watching",
    "over",
    "no-change",
    "apology",
    "work",
    "work-soon",
    "work-over",
];

/// One part after the other: heading, what is known, impact, workaround, next.
type Parts = [&'static str; 5];

/// A shipped template, if that is one.
#[must_use]
pub fn shipped(key: &TemplateKey) -> Option<Template> {
    let (name, phase, texts) = match key.as_str() {
        "looking" => ("We are looking for the cause", Some(Phase::Investigating), LOOKING),
        "cause-known" => ("We know the cause", Some(Phase::Identified), CAUSE_KNOWN),
        "watching" => ("Mended; we watch it", Some(Phase::Monitoring), WATCHING),
        "over" => ("It is over", Some(Phase::Resolved), OVER),
        "no-change" => ("No change since the last update", None, NO_CHANGE),
        "apology" => ("An apology that says what it meant", Some(Phase::Resolved), APOLOGY),
        work => return shipped_work::shipped(work),
    };
    let texts = Language::ALL.into_iter().zip(texts).map(|(language, parts)| {
        let [title, known, impact, workaround, next] = parts;
        let overview = Overview {
            known: known.into(),
            impact: impact.into(),
            workaround: workaround.into(),
            next: next.into(),
            ..Overview::default()
        };
        Text { language, title: title.into(), overview }
    });
    let begins = Begins::Update;
    Some(Template { name: name.into(), begins, service: None, phase, texts: texts.collect() })
}

// In the order of `Language::ALL`: English, German, French, Spanish, Portuguese.

const LOOKING: [Parts; 5] = [
    [
        "{service} does not work as it should",
        "Since {since}, {service} has not worked as it should. We do not know the cause yet.",
        "{impact}",
        "{workaround}",
        "We are looking for the cause. You hear from us by {next update}, also if nothing changes.",
    ],
    [
        "{service} geht nicht, wie es soll",
        "Seit {since} geht {service} nicht, wie es soll. Die Ursache kennen wir noch nicht.",
        "{impact}",
        "{workaround}",
        "Wir suchen die Ursache. Sie hören bis {next update} von uns, auch wenn sich nichts tut.",
    ],
    [
        "{service} ne marche pas comme il faut",
        "Depuis {since}, {service} ne marche pas comme il faut. Nous ne savons pas pourquoi.",
        "{impact}",
        "{workaround}",
        "Nous cherchons la cause. Vous aurez de nos nouvelles avant {next update}, même sans \
         changement.",
    ],
    [
        "{service} no funciona como debe",
        "Desde las {since}, {service} no funciona como debe. Todavía no sabemos por qué.",
        "{impact}",
        "{workaround}",
        "Buscamos la causa. Tendrá noticias nuestras antes de las {next update}, también si nada \
         cambia.",
    ],
    [
        "{service} não funciona como deve",
        "Desde {since}, {service} não funciona como deve. Ainda não sabemos porquê.",
        "{impact}",
        "{workaround}",
        "Procuramos a causa. Damos notícias até {next update}, mesmo que nada mude.",
    ],
];

const CAUSE_KNOWN: [Parts; 5] = [
    [
        "{service}: we know the cause",
        "We know why {service} has not worked since {since}: [the cause, in plain words].",
        "{impact}",
        "{workaround}",
        "We are [what you do about it]. It may take {estimate}; that is no promise. The next \
         update is, by {next update}.",
    ],
    [
        "{service}: Wir kennen die Ursache",
        "Wir wissen, warum {service} seit {since} nicht geht: [die Ursache, in einfachen Worten].",
        "{impact}",
        "{workaround}",
        "Wir [was Sie dagegen tun]. Es dauert wohl {estimate}; das ist keine Zusage. Zugesagt ist \
         der nächste Zwischenstand, bis {next update}.",
    ],
    [
        "{service} : nous connaissons la cause",
        "Nous savons pourquoi {service} ne marche pas depuis {since} : [la cause, simplement].",
        "{impact}",
        "{workaround}",
        "Nous [ce que vous faites]. Cela peut durer {estimate} ; ce n’est pas une promesse. Le \
         prochain point en est une, avant {next update}.",
    ],
    [
        "{service}: sabemos la causa",
        "Sabemos por qué {service} no funciona desde las {since}: [la causa, sin tecnicismos].",
        "{impact}",
        "{workaround}",
        "Estamos [qué hacen]. Puede tardar {estimate}; no es una promesa. Sí lo es el próximo \
         aviso, antes de las {next update}.",
    ],
    [
        "{service}: sabemos a causa",
        "Sabemos por que {service} não funciona desde {since}: [a causa, em palavras simples].",
        "{impact}",
        "{workaround}",
        "Estamos a [o que fazem]. Pode demorar {estimate}; não é promessa. Promessa é a próxima \
         notícia, até {next update}.",
    ],
];

const WATCHING: [Parts; 5] = [
    [
        "{service} works again; we are watching it",
        "{service} works again. It had not since {since}. We are watching whether it stays so.",
        "Most should notice nothing any more. If you still do, call us: {line}.",
        "",
        "We go on watching, and tell you by {next update} whether it has held.",
    ],
    [
        "{service} geht wieder; wir beobachten es",
        "{service} geht wieder, nach einer Störung seit {since}. Wir beobachten, ob es so bleibt.",
        "Die meisten sollten nichts mehr davon merken. Merken Sie es noch, rufen Sie uns: {line}.",
        "",
        "Wir beobachten weiter und sagen Ihnen bis {next update}, ob es gehalten hat.",
    ],
    [
        "{service} marche de nouveau ; nous surveillons",
        "{service} marche de nouveau, après une panne depuis {since}. Nous surveillons.",
        "La plupart ne devraient plus rien remarquer. Sinon, appelez-nous : {line}.",
        "",
        "Nous continuons à surveiller et vous dirons avant {next update} si cela a tenu.",
    ],
    [
        "{service} vuelve a funcionar; lo vigilamos",
        "{service} vuelve a funcionar, tras fallar desde las {since}. Vigilamos si sigue así.",
        "La mayoría ya no debería notar nada. Si aún lo nota, llámenos: {line}.",
        "",
        "Seguimos vigilando y antes de las {next update} le decimos si se ha mantenido.",
    ],
    [
        "{service} voltou a funcionar; estamos a vigiar",
        "{service} voltou a funcionar, depois de falhar desde {since}. Vigiamos se assim fica.",
        "A maioria já não deve notar nada. Se ainda notar, ligue-nos: {line}.",
        "",
        "Continuamos a vigiar e até {next update} dizemos se se manteve.",
    ],
];

const OVER: [Parts; 5] = [
    [
        "{service} works again",
        "{service} works again. It lasted {lasted}, from {since}.",
        "{impact} That is over.",
        "",
        "We are finding out what we change so that it does not happen again, and tell you.",
    ],
    [
        "{service} geht wieder",
        "{service} geht wieder. Es hat {lasted} gedauert, seit {since}.",
        "{impact} Das ist vorbei.",
        "",
        "Wir klären, was wir ändern, damit es nicht wieder geschieht, und sagen es Ihnen.",
    ],
    [
        "{service} marche de nouveau",
        "{service} marche de nouveau. Cela a duré {lasted}, depuis {since}.",
        "{impact} C’est terminé.",
        "",
        "Nous cherchons ce que nous changerons pour que cela n’arrive plus. Vous le saurez.",
    ],
    [
        "{service} vuelve a funcionar",
        "{service} vuelve a funcionar. Duró {lasted}, desde las {since}.",
        "{impact} Eso ya pasó.",
        "",
        "Vemos qué cambiamos para que no vuelva a pasar, y se lo diremos.",
    ],
    [
        "{service} voltou a funcionar",
        "{service} voltou a funcionar. Durou {lasted}, desde {since}.",
        "{impact} Isso acabou.",
        "",
        "Estamos a ver o que mudamos para que não volte a acontecer, e dizemos-lhe.",
    ],
];

const NO_CHANGE: [Parts; 5] = [
    [
        "",
        "Nothing has changed since {last update}. We are still on it.",
        "{impact}",
        "{workaround}",
        "[The step you are on.] You hear from us by {next update}.",
    ],
    [
        "",
        "Seit {last update} hat sich nichts geändert. Wir sind weiter dran.",
        "{impact}",
        "{workaround}",
        "[Der Schritt, an dem Sie sind.] Sie hören bis {next update} von uns.",
    ],
    [
        "",
        "Rien n’a changé depuis {last update}. Nous y travaillons toujours.",
        "{impact}",
        "{workaround}",
        "[L’étape en cours.] Vous aurez de nos nouvelles avant {next update}.",
    ],
    [
        "",
        "Nada ha cambiado desde las {last update}. Seguimos en ello.",
        "{impact}",
        "{workaround}",
        "[El paso en que están.] Tendrá noticias nuestras antes de las {next update}.",
    ],
    [
        "",
        "Nada mudou desde {last update}. Continuamos a tratar disto.",
        "{impact}",
        "{workaround}",
        "[O passo em que estão.] Damos notícias até {next update}.",
    ],
];

const APOLOGY: [Parts; 5] = [
    [
        "{service} works again, and we are sorry",
        "For {lasted}, from {since}, {service} did not work. We are sorry. It should not have \
         happened to you.",
        "This is what it meant for you: {impact}",
        "",
        "You get a report of what happened and what we change. If we owe you more than that, tell \
         us: {line}.",
    ],
    [
        "{service} geht wieder, und es tut uns leid",
        "{lasted} lang, seit {since}, ging {service} nicht. Das tut uns leid. Es hätte Ihnen nicht \
         geschehen dürfen.",
        "Das hat es für Sie bedeutet: {impact}",
        "",
        "Sie bekommen einen Bericht, was geschah und was wir ändern. Schulden wir Ihnen mehr, \
         sagen Sie es uns: {line}.",
    ],
    [
        "{service} marche de nouveau, et nous vous demandons pardon",
        "Pendant {lasted}, depuis {since}, {service} n’a pas marché. Nous vous demandons pardon. \
         Cela n’aurait pas dû vous arriver.",
        "Voici ce que cela a été pour vous : {impact}",
        "",
        "Vous recevrez un rapport sur ce qui s’est passé et ce que nous changeons. Si nous vous \
         devons davantage, dites-le-nous : {line}.",
    ],
    [
        "{service} vuelve a funcionar, y lo sentimos",
        "Durante {lasted}, desde las {since}, {service} no funcionó. Lo sentimos. No debió \
         pasarle.",
        "Esto fue para usted: {impact}",
        "",
        "Recibirá un informe de lo que pasó y de lo que cambiamos. Si le debemos más que eso, \
         díganoslo: {line}.",
    ],
    [
        "{service} voltou a funcionar, e pedimos desculpa",
        "Durante {lasted}, desde {since}, {service} não funcionou. Pedimos desculpa. Não devia \
         ter-lhe acontecido.",
        "Foi isto que significou para si: {impact}",
        "",
        "Recebe um relatório do que aconteceu e do que mudamos. Se lhe devemos mais do que isso, \
         diga-nos: {line}.",
    ],
];

#[cfg(test)]
mod tests {
    use super::super::tidy;
    use super::*;

    #[test]
    fn what_is_shipped_could_be_written_by_anybody_and_is_in_every_language() {
        for key in SHIPPED {
            let known = shipped(&key.into()).expect("it is shipped");
            assert_eq!(known.texts.len(), Language::ALL.len(), "{key}");
            assert_eq!(tidy(&known).map(|tidied| tidied.texts.len()), Ok(5), "{key}");
        }
        assert_eq!(shipped(&"other".into()), None);
    }
}
