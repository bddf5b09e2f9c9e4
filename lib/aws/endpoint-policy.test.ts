import { describe, expect, it } from "vitest";
import { checkEndpoint, loopbackLookup, operatorEndpoints } from "./endpoint-policy";

describe("checkEndpoint", () => {
  it.each([
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000"],
    ["http://127.0.0.1:8000/", "http://127.0.0.1:8000"],
    [" http://localhost:4566 ", "http://localhost:4566"],
    ["http://[::1]:8000", "http://[::1]:8000"],
    ["https://127.5.5.5", "https://127.5.5.5"],
    // Other spellings of 127.0.0.1 are what they are: loopback.
    ["http://2130706433:8000", "http://127.0.0.1:8000"],
    ["http://0x7f.1:8000", "http://127.0.0.1:8000"],
  ])("allows %s", (text, origin) => {
    expect(checkEndpoint(text, [])).toBe(origin);
  });

  it.each([
    "http://169.254.169.254",
    "http://169.254.170.2",
    "http://2852039166",
    "http://0xa9fea9fe",
    "http://0251.0376.0251.0376",
    "http://[::ffff:169.254.169.254]",
    "http://[fe80::1]",
    "http://[fd00:ec2::254]",
    "http://10.0.0.1:8000",
    "http://192.168.1.10",
    "http://0.0.0.0:8000",
    "http://[::]:8000",
    "http://example.com",
    "http://localhost.example.com",
    "http://127.0.0.1.nip.io",
    "http://user:pass@127.0.0.1:8000",
    "http://127.0.0.1:8000@example.com",
    "http://127.0.0.1:8000/path",
    "http://127.0.0.1:8000/?x=1",
    "file:///etc/passwd",
    "gopher://127.0.0.1",
    "127.0.0.1:8000",
    "",
    "http://",
  ])("refuses %s", (text) => {
    expect(() => checkEndpoint(text, [])).toThrow(expect.objectContaining({ code: "endpointRefused" }));
  });

  it("allows what the operator listed, by origin", () => {
    const allowed = operatorEndpoints({
      SHARDSCOPE_ENDPOINTS: "http://10.1.2.3:8000/, https://dynamo.internal",
    } as unknown as NodeJS.ProcessEnv);
    expect(checkEndpoint("http://10.1.2.3:8000", allowed)).toBe("http://10.1.2.3:8000");
    expect(checkEndpoint("https://dynamo.internal/", allowed)).toBe("https://dynamo.internal");
    expect(() => checkEndpoint("http://10.1.2.3:8001", allowed)).toThrow();
  });

  it("tells the operator of an entry that is no URL", () => {
    expect(() => operatorEndpoints({ SHARDSCOPE_ENDPOINTS: "nonsense" } as unknown as NodeJS.ProcessEnv)).toThrow(
      /nonsense/,
    );
  });
});

describe("loopbackLookup", () => {
  const look = (name: string, all: boolean) =>
    new Promise((resolve, reject) => {
      loopbackLookup(name, { all }, (error, address) => (error ? reject(error) : resolve(address)));
    });

  it("gives the address of a name on this machine, alone or as a list", async () => {
    expect(["127.0.0.1", "::1"]).toContain(await look("localhost", false));
    expect(await look("localhost", true)).toEqual(
      expect.arrayContaining([expect.objectContaining({ address: expect.any(String) })]),
    );
  });

  it("refuses an address that is not loopback", async () => {
    await expect(look("169.254.169.254", false)).rejects.toMatchObject({ code: "endpointRefused" });
  });
});
