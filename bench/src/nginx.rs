//! The peer for pages: nginx with a temporary prefix on loopback, serving the same bytes.

use std::fmt::Write;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::beside::Page;
use crate::http::Answer;
use crate::scratch::Scratch;
use crate::{Outcome, mayday};

const READY_WITHIN: Duration = Duration::from_secs(5);
/// Headers that nginx writes by itself, or that describe the one answer.
const OWN_HEADERS: [&str; 9] = [
    "etag",
    "last-modified",
    "content-length",
    "content-type",
    "content-encoding",
    "transfer-encoding",
    "date",
    "vary",
    "connection",
];

/// A running nginx.
pub struct Nginx {
    child: Child,
    address: SocketAddr,
    _scratch: Scratch,
}

fn program() -> Outcome<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let sbin = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let directories = std::env::split_paths(&path).chain(sbin);
    let found = directories.map(|directory| directory.join("nginx")).find(|file| file.is_file());
    found.ok_or_else(|| "nginx is missing: apt-get install --yes nginx-light".to_owned())
}

impl Nginx {
    /// Serves those pages, with the headers that the program's answers had.
    pub fn serve(pages: &[&Page]) -> Outcome<Self> {
        let scratch = Scratch::new()?;
        let address = mayday::free_address()?;
        for (place, page) in pages.iter().enumerate() {
            scratch.write(&format!("page{place}"), &page.plain.body)?;
            scratch.write(&format!("page{place}.gz"), &page.packed.body)?;
        }
        let file = scratch.write("nginx.conf", configuration(scratch.path(), address, pages))?;
        let mut command = Command::new(program()?);
        command.arg("-p").arg(scratch.path()).arg("-c").arg(file).arg("-e").arg("stderr");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("nginx cannot start: {error}."))?;
        let mut nginx = Self { child, address, _scratch: scratch };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let ended = nginx.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || begun.elapsed() > READY_WITHIN {
                return Err("nginx does not start".to_owned());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(nginx)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its master process, whose children do the work.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers when it is asked to; killed, it would leave them behind.
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn configuration(prefix: &Path, address: SocketAddr, pages: &[&Page]) -> String {
    let prefix = prefix.display();
    let locations: String = pages.iter().enumerate().map(|(place, page)| {
        let kind = page.plain.header("content-type").unwrap_or_default();
        let tag = if page.plain.header("etag").is_some() { "on" } else { "off" };
        let path = page.path;
        let headers = headers(&page.plain);
        format!(
            "location = {path} {{ alias {prefix}/page{place}; default_type \"{kind}\"; etag {tag}; \
             {headers} }}\n"
        )
    }).collect();
    format!(
        "daemon off; worker_processes auto; pid {prefix}/pid; error_log stderr crit;
         worker_rlimit_nofile 8192; events {{ worker_connections 4096; }}
         http {{
           access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
           keepalive_requests 1000000000; open_file_cache max=16 inactive=1h;
           open_file_cache_valid 1h;
           client_body_temp_path {prefix}/t1; proxy_temp_path {prefix}/t2;
           fastcgi_temp_path {prefix}/t3; uwsgi_temp_path {prefix}/t4; scgi_temp_path {prefix}/t5;
           gzip_static on; gzip_vary on;
           server {{ listen {address} backlog=4096; root {prefix}; {locations} }}
         }}\n"
    )
}

fn headers(like: &Answer) -> String {
    let mut headers = String::new();
    for line in like.head.lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if !OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            let _ = writeln!(headers, "add_header {name} \"{}\";", value.trim());
        }
    }
    headers
}
