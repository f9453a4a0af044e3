// An OpenID-certified provider on loopback. Whoever signs in as NAME is NAME@company.example.
import Provider from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "portal", client_secret: "a-client-secret-for-tests", redirect_uris: [redirectUri] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["a-cookie-key-for-tests"] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@company.example`, email_verified: true, name: `${id} of the company` }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
