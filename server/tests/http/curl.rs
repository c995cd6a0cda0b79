//! The lines of `docs/api.md`, run as they stand there.

use std::process::Command;

use crate::operations::Api;

#[test]
fn every_line_of_the_page_on_the_api_works() {
    let api = Api::start();
    let page = include_str!("../../../docs/api.md");
    let lines: Vec<&str> =
        page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(lines.len() > 10, "{}", lines.len());
    for line in lines {
        let ran = Command::new("sh")
            .args(["-c", line])
            .env("URL", format!("http://127.0.0.1:{}", api.server.port))
            .env("TOKEN", &api.token)
            .output()
            .expect("a shell");
        let (out, err) =
            (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{line}\n{out}{err}");
        serde_json::from_slice::<serde_json::Value>(&ran.stdout).expect("JSON");
    }
}
