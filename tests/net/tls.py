"""tls.py: certificates of a test's own."""
import os
import shutil
import ssl
import subprocess


def make(folder, *names):
    """A self-signed certificate for names (IP:..., DNS:...): its file, and a server's context; None without openssl(1)."""
    if not shutil.which("openssl"):
        return None, None
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=telex test",
                    "-addext", "subjectAltName=" + ",".join(names), "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context
