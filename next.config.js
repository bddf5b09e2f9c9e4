/** @type {import("next").NextConfig} */
export default {
  // libsql is a native module; the AWS SDK reads profile files at run time. Neither gains from being bundled.
  serverExternalPackages: [
    "libsql",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/client-dynamodb-streams",
    "@aws-sdk/credential-providers",
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // The page is reached by either name of loopback; Next's own dev check would refuse the second.
  allowedDevOrigins: ["127.0.0.1", "localhost"],
};
